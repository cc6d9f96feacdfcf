namespace Switchyard.Journeys.Tests.Framing;

/// <summary>
/// Requests that two servers may frame differently. Each is followed on the same connection by a second request for the model <see cref="Smuggled"/>: whoever ends the first one in
/// the wrong place sends that upstream. The placeholders <c>{line}</c>, <c>{auth}</c> and <c>{body}</c> stand for a good request line with a host, a good credential, and a good chat body.
/// </summary>
internal static class FramingCorpus
{
    /// <summary>The model of the request that must never be served.</summary>
    public const string Smuggled = "smuggled";

    private const string Tail = "\r\n{body}";

    /// <summary>Name → head and body; all of them are 400 and the end of the connection.</summary>
    public static IReadOnlyDictionary<string, string> Refused { get; } = new Dictionary<string, string>
    {
        // Two lengths, or none that is a length.
        ["two different lengths"] = "{line}{auth}Content-Length: {n}\r\nContent-Length: 4\r\n" + Tail,
        ["two different lengths, the short one first"] = "{line}{auth}Content-Length: 4\r\nContent-Length: {n}\r\n" + Tail,
        ["two equal lengths"] = "{line}{auth}Content-Length: {n}\r\nContent-Length: {n}\r\n" + Tail,
        ["a list of lengths"] = "{line}{auth}Content-Length: {n}, {n}\r\n" + Tail,
        ["a negative length"] = "{line}{auth}Content-Length: -1\r\n" + Tail,
        ["a hexadecimal length"] = "{line}{auth}Content-Length: 0x10\r\n" + Tail,
        ["a length with a space in it"] = "{line}{auth}Content-Length: 1 0\r\n" + Tail,
        ["a length beyond 64 bits"] = "{line}{auth}Content-Length: 99999999999999999999\r\n" + Tail,
        ["an empty length"] = "{line}{auth}Content-Length: \r\n" + Tail,
        ["a length in other digits"] = "{line}{auth}Content-Length: \u00b2\r\n" + Tail,

        // Length and coding.
        ["length, then chunked"] = "{line}{auth}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}",
        ["chunked, then length"] = "{line}{auth}Transfer-Encoding: chunked\r\nContent-Length: {n}\r\n\r\n{chunked}",
        ["chunked with a length of 0"] = "{line}{auth}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}",
        ["an unknown coding"] = "{line}{auth}Transfer-Encoding: xchunked\r\n\r\n{chunked}",
        ["identity"] = "{line}{auth}Transfer-Encoding: identity\r\nContent-Length: {n}\r\n" + Tail,
        ["chunked, not last"] = "{line}{auth}Transfer-Encoding: chunked, identity\r\n\r\n{chunked}",
        ["two codings on two lines, chunked not last"] = "{line}{auth}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n{chunked}",
        ["chunked with a vertical tab"] = "{line}{auth}Transfer-Encoding: \u000bchunked\r\n\r\n{chunked}",
        ["chunked in quotes"] = "{line}{auth}Transfer-Encoding: \"chunked\"\r\n\r\n{chunked}",

        // Chunk sizes and extensions.
        ["a chunk size in 0x form"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n0x{x}\r\n{body}\r\n0\r\n\r\n",
        ["a signed chunk size"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n+{x}\r\n{body}\r\n0\r\n\r\n",
        ["a negative chunk size"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n-1\r\n{body}\r\n0\r\n\r\n",
        ["a chunk size beyond 64 bits"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n1000000000000000{x}\r\n{body}\r\n0\r\n\r\n",
        ["no chunk size"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n\r\n{body}\r\n0\r\n\r\n",
        ["a chunk size that is a word"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\nzz\r\n{body}\r\n0\r\n\r\n",
        ["a chunk longer than its size"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n2\r\n{body}\r\n0\r\n\r\n",
        ["a chunk size that ends with a line feed"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n{x}\n{body}\r\n0\r\n\r\n",
        ["a chunk size that ends with a carriage return"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n{x}\r{body}\r\n0\r\n\r\n",
        ["a chunk extension with a line feed"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n{x};a\n{body}\r\n0\r\n\r\n",
        ["a chunk extension with a line feed in the middle"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n{x};\nxx\r\n{body}\r\n0\r\n\r\n",
        ["a chunk extension with a carriage return"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n{x};a\rb\r\n{body}\r\n0\r\n\r\n",
        ["a last chunk with a line feed in its extension"] = "{line}{auth}Transfer-Encoding: chunked\r\n\r\n{x}\r\n{body}\r\n0;\nxx\r\n\r\n",

        // Lines and names.
        ["a carriage return in a value"] = "{line}{auth}X-A: b\rTransfer-Encoding: chunked\r\nContent-Length: {n}\r\n" + Tail,
        ["a line feed in a value"] = "{line}{auth}X-A: b\nTransfer-Encoding: chunked\r\nContent-Length: {n}\r\n" + Tail,
        ["a line that ends with a line feed"] = "{line}{auth}X-A: b\nContent-Length: {n}\r\n" + Tail,
        ["a head that ends with line feeds"] = "{line}{auth}Content-Length: {n}\n\n{body}",
        ["a NUL in a value"] = "{line}{auth}X-A: b\0c\r\nContent-Length: {n}\r\n" + Tail,
        ["a folded line"] = "{line}{auth}X-A: b\r\n c\r\nContent-Length: {n}\r\n" + Tail,
        ["a folded length"] = "{line}{auth}Content-Length:\r\n {n}\r\n" + Tail,
        ["a first line that is folded"] = "POST /sim-openai/v1/chat/completions HTTP/1.1\r\n Host: x\r\n{auth}Content-Length: {n}\r\n" + Tail,
        ["a space before the colon"] = "{line}{auth}Content-Length : {n}\r\n" + Tail,
        ["a tab before the colon"] = "{line}{auth}Transfer-Encoding\t: chunked\r\n\r\n{chunked}",
        ["a name with a space"] = "{line}{auth}X A: b\r\nContent-Length: {n}\r\n" + Tail,
        ["an empty name"] = "{line}{auth}: b\r\nContent-Length: {n}\r\n" + Tail,
        ["a line without a colon"] = "{line}{auth}Content-Length {n}\r\n" + Tail,

        // Host and request line.
        ["two hosts"] = "{line}Host: other\r\n{auth}Content-Length: {n}\r\n" + Tail,
        ["no host"] = "POST /sim-openai/v1/chat/completions HTTP/1.1\r\n{auth}Content-Length: {n}\r\n" + Tail,
        ["a host with a path"] = "POST /sim-openai/v1/chat/completions HTTP/1.1\r\nHost: a/b\r\n{auth}Content-Length: {n}\r\n" + Tail,
        ["a target for another host"] = "POST http://other/sim-openai/v1/chat/completions HTTP/1.1\r\nHost: node\r\n{auth}Content-Length: {n}\r\n" + Tail,
        ["a target with a space"] = "POST /sim-openai/v1/chat completions HTTP/1.1\r\nHost: node\r\n{auth}Content-Length: {n}\r\n" + Tail,
        ["a target with a line feed"] = "POST /sim-openai\n/v1/chat/completions HTTP/1.1\r\nHost: node\r\n{auth}Content-Length: {n}\r\n" + Tail,
        ["a request line that ends with a line feed"] = "POST /sim-openai/v1/chat/completions HTTP/1.1\nHost: node\r\n{auth}Content-Length: {n}\r\n" + Tail,
        ["no version"] = "POST /sim-openai/v1/chat/completions\r\nHost: node\r\n{auth}Content-Length: {n}\r\n" + Tail,
    };

    /// <summary>Fills in the placeholders and adds the request to be smuggled.</summary>
    public static string Write(string entry, string accessKey, string model)
    {
        var tail = Good(accessKey, Smuggled, close: true);
        return Fill(entry, accessKey, Body(model)) + tail;
    }

    /// <summary>A request that is as it should be.</summary>
    public static string Good(string accessKey, string model, bool close) =>
        Fill("{line}{auth}" + (close ? "Connection: close\r\n" : "") + "Content-Length: {n}\r\n" + Tail, accessKey, Body(model));

    /// <summary>Fills in the placeholders.</summary>
    public static string Fill(string entry, string accessKey, string body) => entry
        .Replace("{line}", "POST /sim-openai/v1/chat/completions HTTP/1.1\r\nHost: node\r\n", StringComparison.Ordinal)
        .Replace("{auth}", $"Authorization: Bearer {accessKey}\r\n", StringComparison.Ordinal)
        .Replace("{chunked}", "{x}\r\n{body}\r\n0\r\n\r\n", StringComparison.Ordinal)
        .Replace("{n}", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{x}", body.Length.ToString("x", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{body}", body, StringComparison.Ordinal);

    /// <summary>A chat body for a model.</summary>
    public static string Body(string model) => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello"}]}""";
}
