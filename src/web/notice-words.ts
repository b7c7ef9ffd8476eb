import type { Language } from '../domain/settings.ts';

/** What a merchant may be told outside the app's own pages, where no shop and no language of it are known yet. */
export type Notice = 'open-in-admin' | 'sign-in-failed' | 'demo-link' | 'link-used' | 'expired' | 'denied' | 'other-browser' | 'not-installed' | 'failed' | 'later' | 'missing' | 'other-site' | 'fault';

type Texts = Record<Notice, { title: string; text: string }> & { back: string };

const de: Texts = {
  'open-in-admin': { title: 'Einen Moment …', text: 'Die App wird im Shopify-Admin geöffnet. Falls nichts geschieht, öffnen Sie sie dort unter «Apps».' },
  'sign-in-failed': { title: 'Anmeldung nicht möglich', text: 'Shopify hat die Anmeldung nicht bestätigt. Öffnen Sie die App im Shopify-Admin noch einmal.' },
  'demo-link': { title: 'Bitte anmelden', text: 'Öffnen Sie den Link, der beim Start angezeigt wurde.' },
  'link-used': { title: 'Dieser Link gilt nicht mehr', text: 'Er kann nur einmal und nur kurze Zeit verwendet werden. Gehen Sie zurück in die App und beginnen Sie noch einmal.' },
  expired: { title: 'Die Anmeldung bei bexio ist abgelaufen', text: 'Sie hat zu lange gedauert oder wurde schon verwendet. Es wurde nichts verbunden. Bitte beginnen Sie in der App noch einmal.' },
  denied: { title: 'Nicht verbunden', text: 'Sie haben die Anmeldung bei bexio abgebrochen. Es wurde nichts verbunden.' },
  'other-browser': { title: 'Anderer Browser', text: 'Diese Anmeldung wurde in einem anderen Browser begonnen. Es wurde nichts verbunden. Bitte beginnen Sie in der App noch einmal.' },
  'not-installed': { title: 'App nicht installiert', text: 'Die App ist in diesem Shop nicht mehr installiert. Es wurde nichts verbunden.' },
  failed: { title: 'Nicht verbunden', text: 'bexio hat die Anmeldung nicht abgeschlossen. Es wurde nichts verbunden. Bitte versuchen Sie es noch einmal.' },
  later: { title: 'Gerade nicht erreichbar', text: 'Bitte versuchen Sie es in einer Minute noch einmal. Es ist nichts verloren gegangen.' },
  missing: { title: 'Diese Seite gibt es nicht', text: 'Vielleicht ist der Link veraltet oder gehört zu einem anderen Shop.' },
  'other-site': { title: 'Nicht ausgeführt', text: 'Diese Anfrage kam von einer anderen Website. Es wurde nichts verändert. Öffnen Sie die App und versuchen Sie es dort noch einmal.' },
  fault: { title: 'Das hat nicht geklappt', text: 'Der Fehler liegt bei uns. Es ist nichts verloren gegangen. Bitte versuchen Sie es noch einmal.' },
  back: 'Zurück zur App',
};

const fr: Texts = {
  'open-in-admin': { title: 'Un instant…', text: 'L’application s’ouvre dans l’interface Shopify. Si rien ne se passe, ouvrez-la sous «Applications».' },
  'sign-in-failed': { title: 'Connexion impossible', text: 'Shopify n’a pas confirmé la connexion. Rouvrez l’application dans l’interface Shopify.' },
  'demo-link': { title: 'Veuillez vous connecter', text: 'Ouvrez le lien affiché au démarrage.' },
  'link-used': { title: 'Ce lien n’est plus valable', text: 'Il ne sert qu’une fois et peu de temps. Retournez dans l’application et recommencez.' },
  expired: { title: 'La connexion à bexio a expiré', text: 'Elle a duré trop longtemps ou a déjà été utilisée. Rien n’a été connecté. Recommencez dans l’application.' },
  denied: { title: 'Non connecté', text: 'Vous avez interrompu la connexion à bexio. Rien n’a été connecté.' },
  'other-browser': { title: 'Autre navigateur', text: 'Cette connexion a été commencée dans un autre navigateur. Rien n’a été connecté. Recommencez dans l’application.' },
  'not-installed': { title: 'Application non installée', text: 'L’application n’est plus installée dans cette boutique. Rien n’a été connecté.' },
  failed: { title: 'Non connecté', text: 'bexio n’a pas terminé la connexion. Rien n’a été connecté. Veuillez réessayer.' },
  later: { title: 'Momentanément indisponible', text: 'Veuillez réessayer dans une minute. Rien n’a été perdu.' },
  missing: { title: 'Cette page n’existe pas', text: 'Le lien est peut-être ancien ou appartient à une autre boutique.' },
  'other-site': { title: 'Non exécuté', text: 'Cette demande venait d’un autre site. Rien n’a été modifié. Ouvrez l’application et réessayez.' },
  fault: { title: 'Cela n’a pas fonctionné', text: 'L’erreur vient de nous. Rien n’a été perdu. Veuillez réessayer.' },
  back: 'Retour à l’application',
};

const it: Texts = {
  'open-in-admin': { title: 'Un momento…', text: 'L’app si apre nel pannello Shopify. Se non succede nulla, la apra lì sotto «App».' },
  'sign-in-failed': { title: 'Accesso non riuscito', text: 'Shopify non ha confermato l’accesso. Riapra l’app nel pannello Shopify.' },
  'demo-link': { title: 'Effettui l’accesso', text: 'Apra il link mostrato all’avvio.' },
  'link-used': { title: 'Questo link non è più valido', text: 'Vale una sola volta e per poco tempo. Torni nell’app e ricominci.' },
  expired: { title: 'L’accesso a bexio è scaduto', text: 'È durato troppo a lungo o è già stato usato. Non è stato collegato nulla. Ricominci dall’app.' },
  denied: { title: 'Non collegato', text: 'Ha interrotto l’accesso a bexio. Non è stato collegato nulla.' },
  'other-browser': { title: 'Altro browser', text: 'Questo accesso è stato iniziato in un altro browser. Non è stato collegato nulla. Ricominci dall’app.' },
  'not-installed': { title: 'App non installata', text: 'L’app non è più installata in questo negozio. Non è stato collegato nulla.' },
  failed: { title: 'Non collegato', text: 'bexio non ha completato l’accesso. Non è stato collegato nulla. Riprovi.' },
  later: { title: 'Al momento non raggiungibile', text: 'Riprovi tra un minuto. Non è andato perso nulla.' },
  missing: { title: 'Questa pagina non esiste', text: 'Forse il link è vecchio o appartiene a un altro negozio.' },
  'other-site': { title: 'Non eseguito', text: 'Questa richiesta proveniva da un altro sito. Non è stato modificato nulla. Apra l’app e riprovi da lì.' },
  fault: { title: 'Qualcosa non ha funzionato', text: 'L’errore è nostro. Non è andato perso nulla. Riprovi.' },
  back: 'Torna all’app',
};

const en: Texts = {
  'open-in-admin': { title: 'One moment …', text: 'The app opens in the Shopify admin. If nothing happens, open it there under “Apps”.' },
  'sign-in-failed': { title: 'Sign-in not possible', text: 'Shopify did not confirm the sign-in. Open the app in the Shopify admin again.' },
  'demo-link': { title: 'Please sign in', text: 'Open the link that was shown at start.' },
  'link-used': { title: 'This link is no longer valid', text: 'It works once and for a short time. Go back to the app and start again.' },
  expired: { title: 'The sign-in at bexio has expired', text: 'It took too long or was used already. Nothing was connected. Please start again in the app.' },
  denied: { title: 'Not connected', text: 'You cancelled the sign-in at bexio. Nothing was connected.' },
  'other-browser': { title: 'Another browser', text: 'This sign-in was started in another browser. Nothing was connected. Please start again in the app.' },
  'not-installed': { title: 'App not installed', text: 'The app is no longer installed in this shop. Nothing was connected.' },
  failed: { title: 'Not connected', text: 'bexio did not complete the sign-in. Nothing was connected. Please try again.' },
  later: { title: 'Not available right now', text: 'Please try again in a minute. Nothing was lost.' },
  missing: { title: 'This page does not exist', text: 'The link may be old or belong to another shop.' },
  'other-site': { title: 'Not done', text: 'This request came from another website. Nothing was changed. Open the app and try again there.' },
  fault: { title: 'That did not work', text: 'The fault is ours. Nothing was lost. Please try again.' },
  back: 'Back to the app',
};

export const noticeWords: Record<Language, Texts> = { de, fr, it, en };
