//! GraphQL over a WebSocket, by the protocol graphql-transport-ws. What is said when is decided in `protocol`; here are the
//! handshake and what goes with it. The loop of an open socket is in `socket`.

mod protocol;
mod socket;

use actix_web::guard::GuardContext;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, rt, web};

use super::streams::Streams;
use crate::web::refusal::refusal;
use crate::web::{Service, caller, request_id};
use protocol::Close;
use socket::Socket;

/// The name of the protocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// Whether a request asks for a WebSocket.
pub(in crate::web) fn wants_socket(request: &GuardContext<'_>) -> bool {
    let upgrade = request.head().headers().get(header::UPGRADE).and_then(|it| it.to_str().ok());
    request.head().method == Method::GET && upgrade.is_some_and(|it| it.eq_ignore_ascii_case("websocket"))
}

/// Opens a WebSocket.
pub(in crate::web) async fn socket(
    request: HttpRequest,
    body: web::Payload,
    service: web::Data<Service>,
    streams: web::Data<Streams>,
) -> HttpResponse {
    let caller = match caller::at_opening(&request, &service) {
        Ok(caller) => caller,
        Err(refused) => return refused.answer(&request_id::of(&request)),
    };
    let Ok((mut response, session, messages)) = actix_ws::handle_with_protocols(&request, body, &[PROTOCOL]) else {
        let message = "this is no handshake of a WebSocket, version 13";
        return refusal(&request_id::of(&request), StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message);
    };
    // There are clients, gql for Python among them, that find the protocol under no other spelling.
    response.head_mut().set_camel_case_headers(true);
    if !response.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL) {
        rt::spawn(socket::close(session, Close::OTHER_PROTOCOL, service.options.streaming.sent_within));
        return response;
    }
    let most = service.api.limits().body;
    let messages = messages.max_frame_size(most).aggregate_continuations().max_continuation_size(most);
    rt::spawn(Socket::new(service, Streams::clone(&streams), session, caller).run(messages));
    response
}
