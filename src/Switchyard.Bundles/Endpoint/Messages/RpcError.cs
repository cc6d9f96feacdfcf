using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Endpoint.Messages;

/// <summary>An error object of JSON-RPC 2.0, with the status of HTTP that an answer with nothing else has.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">One sentence.</param>
/// <param name="ErrorData">More, or null.</param>
/// <param name="Status">The status of HTTP.</param>
internal sealed record RpcError(int Code, string Message, JsonNode? ErrorData = null, int Status = 200)
{
    public const int ParseFault = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalFault = -32603;

    /// <summary>MCP up to 2025-11-25.</summary>
    public const int ResourceNotFound = -32002;

    /// <summary>MCP 2026-07-28.</summary>
    public const int HeaderMismatch = -32020;

    /// <summary>MCP 2026-07-28.</summary>
    public const int MissingCapability = -32021;

    /// <summary>MCP 2026-07-28.</summary>
    public const int UnsupportedVersion = -32022;

    /// <summary>The version is not spoken; names those that are.</summary>
    public static RpcError Unsupported(string requested, int code = UnsupportedVersion, int status = 400) => new(
        code,
        $"Protocol version '{requested}' is not supported; supported are {string.Join(", ", ProtocolVersions.Supported)}.",
        new JsonObject { ["supported"] = new JsonArray([.. ProtocolVersions.Supported.Select(static version => JsonValue.Create(version))]), ["requested"] = requested },
        status);

    /// <summary>What is asked for is for clients alone that take tasks (MCP 2026-07-28), and this one does not say that it does.</summary>
    public static RpcError TasksUndeclared() => new(
        MissingCapability,
        "This needs a client that takes tasks.",
        new JsonObject { ["requiredCapabilities"] = new JsonObject { ["extensions"] = new JsonObject { [MetaKeys.Tasks] = new JsonObject() } } },
        400);

    /// <summary>A header does not say what the body says.</summary>
    public static RpcError Mismatch(string message) => new(HeaderMismatch, message, Status: 400);

    /// <summary>The message is none, or not one that may come here.</summary>
    public static RpcError Invalid(string message) => new(InvalidRequest, message, Status: 400);
}
