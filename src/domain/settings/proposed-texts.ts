import type { DocumentTexts, Language } from '../settings.ts';

/**
 * Texts of a first invoice, as Swiss businesses write them (Sie, «Freundliche Grüsse», no ß). They are true for paid and for open orders,
 * because the same text is printed on both.
 */
export const proposedTexts: Record<Language, DocumentTexts> = {
  de: {
    title: '',
    header: 'Guten Tag<br /><br />Vielen Dank für Ihre Bestellung {{order}} vom {{date}}. Gerne stellen wir Ihnen folgende Artikel in Rechnung:',
    footer: 'Haben Sie bei der Bestellung bereits bezahlt, dient Ihnen diese Rechnung als Beleg.<br /><br />Freundliche Grüsse<br />{{shop}}',
  },
  fr: {
    title: '',
    header: 'Bonjour,<br /><br />Nous vous remercions de votre commande {{order}} du {{date}} et vous facturons les articles suivants :',
    footer: 'Si vous avez déjà payé lors de la commande, cette facture vous sert de justificatif.<br /><br />Avec nos meilleures salutations<br />{{shop}}',
  },
  it: {
    title: '',
    header: 'Buongiorno,<br /><br />La ringraziamo per il Suo ordine {{order}} del {{date}} e Le fatturiamo i seguenti articoli:',
    footer: 'Se ha già pagato al momento dell’ordine, questa fattura Le serve da giustificativo.<br /><br />Cordiali saluti<br />{{shop}}',
  },
  en: {
    title: '',
    header: 'Hello,<br /><br />Thank you for your order {{order}} of {{date}}. We are pleased to invoice the following items:',
    footer: 'If you have already paid when ordering, this invoice serves as your receipt.<br /><br />Kind regards<br />{{shop}}',
  },
};
