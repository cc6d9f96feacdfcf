using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Messages;

namespace Switchyard.Bundles.Endpoint.Requests;

/// <summary>
/// Compares the headers that mirror the body with it (MCP 2026-07-28, server validation): whoever routed or allowed the request by its headers must not be told another thing than the server that reads the body.
/// </summary>
internal static class HeaderMirror
{
    private static readonly Dictionary<string, string> NamedBy = new(StringComparer.Ordinal) { ["tools/call"] = "name", ["prompts/get"] = "name", ["resources/read"] = "uri", ["tasks/get"] = "taskId", ["tasks/update"] = "taskId", ["tasks/cancel"] = "taskId" };

    /// <summary>Null when they agree.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="message">The body.</param>
    /// <param name="isRequired">Whether they have to be there.</param>
    public static RpcError? Check(IHeaderDictionary headers, RpcMessage message, bool isRequired) =>
        Compare(McpHeaders.Method, McpHeaders.Read(headers, McpHeaders.Method), message.Method, isRequired)
        ?? CheckName(headers, message, isRequired);

    /// <summary>Whether any of them was sent.</summary>
    public static bool IsSent(IHeaderDictionary headers) => headers.ContainsKey(McpHeaders.Method) || headers.ContainsKey(McpHeaders.Name);

    private static RpcError? CheckName(IHeaderDictionary headers, RpcMessage message, bool isRequired)
    {
        if (!headers.ContainsKey(McpHeaders.Name))
        {
            return isRequired && NamedBy.ContainsKey(message.Method!) ? RpcError.Mismatch($"Header mismatch: {McpHeaders.Name} is missing.") : null;
        }

        if (McpHeaders.ReadEncoded(headers, McpHeaders.Name) is not { } name)
        {
            return RpcError.Mismatch($"Header mismatch: {McpHeaders.Name} is broken.");
        }

        var parameter = NamedBy.GetValueOrDefault(message.Method ?? "");
        return parameter is null
            ? RpcError.Mismatch($"Header mismatch: {McpHeaders.Name} does not belong to '{message.Method}'.")
            : Compare(McpHeaders.Name, name, JsonText.Of(message.Parameters?[parameter]), isRequired: false);
    }

    private static RpcError? Compare(string header, string? value, string? inBody, bool isRequired)
    {
        if (value is null)
        {
            return isRequired ? RpcError.Mismatch($"Header mismatch: {header} is missing.") : null;
        }

        return value == inBody ? null : RpcError.Mismatch($"Header mismatch: {header} is '{value}', the body says '{inBody}'.");
    }
}
