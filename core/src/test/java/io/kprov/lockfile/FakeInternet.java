package io.kprov.lockfile;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * All plain-HTTP sites in one process: the client is told that this is its proxy, so that tests use
 * real names and nothing leaves the machine. HTTPS is refused.
 */
final class FakeInternet implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Answers one address, whatever the method. */
    @FunctionalInterface
    interface Page {
        void answer(HttpExchange exchange) throws IOException;
    }

    FakeInternet() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    HttpClient client() {
        return HttpClient.newBuilder()
                .proxy(ProxySelector.of(server.getAddress()))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** Serves an address, without its query. */
    void page(String url, Page page) {
        pages.put(url, page);
    }

    void text(String url, String text) {
        page(url, exchange -> send(exchange, 200, text));
    }

    /** {@code GET http://...}, in the order in which they came. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    static void header(HttpExchange exchange, String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /** An answer with its length, and with its content unless the method is HEAD. */
    static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        if (exchange.getRequestMethod().equals("HEAD")) {
            header(exchange, "Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        asked.add(exchange.getRequestMethod() + " " + uri);
        String url = uri.toString().replaceFirst("\\?.*", "");
        pages.getOrDefault(url, missing -> send(missing, 404, "no such page")).answer(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
