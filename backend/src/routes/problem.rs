//! Every error leaves as `application/problem+json` in the language of the browser: ours carry
//! their sentences, and those of the framework get one here.

use api::{
    problem::{MEDIA_TYPE, Problem},
    text::{Lang, Text},
};
use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::error::{Error, LocalizedProblem};

pub async fn localize(request: Request, next: Next) -> Response {
    let lang = preferred_lang(request.headers());
    let request_id = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_ready_made(&response) {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let localized =
        parts.extensions.remove::<LocalizedProblem>().unwrap_or_else(|| of_status(status));
    let problem = Problem {
        r#type: format!("/problems/{}", localized.slug),
        title: localized.title.get(lang).to_owned(),
        status: status.as_u16(),
        detail: localized.detail.get(lang).to_owned(),
        field: localized.field,
        request_id,
    };
    let mut response = (status, Json(problem)).into_response();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    response.headers_mut().extend(parts.headers);
    response
}

/// Pages for people and health reports for machines bring their own body.
fn is_ready_made(response: &Response) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    content_type.is_some_and(|value| {
        value.starts_with(b"text/html") || value.starts_with(b"application/json")
    })
}

/// The first language of `Accept-Language` that the course has.
pub fn preferred_lang(headers: &HeaderMap) -> Lang {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    (accepted.unwrap_or_default().split(','))
        .filter_map(|item| Lang::parse(item.trim().get(..2)?))
        .next()
        .unwrap_or_default()
}

fn of_status(status: StatusCode) -> LocalizedProblem {
    let (slug, title, detail) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => return Error::BodyTooLarge.problem(),
        StatusCode::NOT_FOUND => (
            "not-found",
            Text::new("No existe", "Not found"),
            Text::new(
                "Aquí no hay nada. Vuelve al curso.",
                "There is nothing here. Go back to the course.",
            ),
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method-not-allowed",
            Text::new("Método no admitido", "Method not allowed"),
            Text::new(
                "Esta dirección no admite ese método. Mira la cabecera Allow.",
                "This address does not take that method. See the Allow header.",
            ),
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "too-slow",
            Text::new("Ha tardado demasiado", "It took too long"),
            Text::new(
                "El servidor no contestó a tiempo. Vuelve a intentarlo en unos segundos.",
                "The server did not answer in time. Try again in a few seconds.",
            ),
        ),
        _ if status.is_client_error() => (
            "refused",
            Text::new("Petición rechazada", "Request refused"),
            Text::new(
                "La petición no está bien formada. Recarga la página y repite.",
                "The request is not well formed. Reload the page and try again.",
            ),
        ),
        _ => (
            "internal",
            Text::new("Error interno", "Internal error"),
            Text::new(
                "Algo falló aquí dentro. Tu trabajo está guardado; avisa a tu docente con el número de la petición.",
                "Something failed in here. Your work is saved; tell your instructor the request's number.",
            ),
        ),
    };
    LocalizedProblem { slug, title, detail, field: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_wins_and_spanish_is_the_default() {
        let lang = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(value).unwrap());
            preferred_lang(&headers)
        };
        assert_eq!(lang("en-GB,en;q=0.9,es;q=0.8"), Lang::En);
        assert_eq!(lang("fr, es-MX;q=0.9, en;q=0.8"), Lang::Es);
        assert_eq!(lang("de"), Lang::Es);
        assert_eq!(lang("é"), Lang::Es);
        assert_eq!(preferred_lang(&HeaderMap::new()), Lang::Es);
    }
}
