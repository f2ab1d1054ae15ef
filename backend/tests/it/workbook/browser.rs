//! A test's browser, as far as cookies go.

use std::collections::BTreeMap;

use reqwest::{Client, Method, RequestBuilder, Response, header};

use super::TestWorkbook;

#[derive(Clone)]
pub struct Browser {
    base: String,
    client: Client,
    pub jar: BTreeMap<String, String>,
}

impl Browser {
    /// A new browser without cookies.
    pub fn new(workbook: &TestWorkbook) -> Self {
        Self { base: workbook.base.clone(), client: Client::new(), jar: BTreeMap::new() }
    }

    /// The same one after the server came back on another port.
    pub fn at(self, workbook: &TestWorkbook) -> Self {
        Self { base: workbook.base.clone(), ..self }
    }

    /// A request with its cookies.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let pairs: Vec<String> =
            self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { request } else { request.header(header::COOKIE, pairs.join("; ")) }
    }

    /// Sends a request, and keeps the cookies of the answer.
    pub async fn send(&mut self, method: Method, path: &str) -> Response {
        let answer = self.request(method, path).send().await.unwrap();
        self.keep(&answer);
        answer
    }

    pub async fn get(&mut self, path: &str) -> Response {
        self.send(Method::GET, path).await
    }

    pub fn keep(&mut self, answer: &Response) {
        for cookie in cookies(answer) {
            let (pair, attributes) = cookie.split_once("; ").unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// The cookies that an answer sets.
pub fn cookies(answer: &Response) -> Vec<&str> {
    let set = answer.headers().get_all(header::SET_COOKIE).iter();
    set.map(|value| value.to_str().unwrap()).collect()
}
