using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Bundles.Endpoint.Requests;

/// <summary>Headers of the protocol.</summary>
internal static class McpHeaders
{
    public const string Session = "Mcp-Session-Id";
    public const string Version = "MCP-Protocol-Version";
    public const string Method = "Mcp-Method";
    public const string Name = "Mcp-Name";
    public const string ParameterPrefix = "Mcp-Param-";
    public const string LastEvent = "Last-Event-ID";

    private const string EncodedStart = "=?base64?";
    private const string EncodedEnd = "?=";

    /// <summary>The one value of a header; null when it was not sent. One that was sent twice has no value that could be trusted, and is empty.</summary>
    public static string? Read(IHeaderDictionary headers, string name) => !headers.TryGetValue(name, out var values) || values.Count == 0 ? null : values.Count == 1 ? values[0] : "";

    /// <summary>As <see cref="Read"/>, for a value that may be Base64 between <c>=?base64?</c> and <c>?=</c> (MCP 2026-07-28, value encoding); null also when that is broken.</summary>
    public static string? ReadEncoded(IHeaderDictionary headers, string name)
    {
        var value = Read(headers, name);
        if (value is null || !value.StartsWith(EncodedStart, StringComparison.Ordinal) || !value.EndsWith(EncodedEnd, StringComparison.Ordinal) || value.Length < EncodedStart.Length + EncodedEnd.Length)
        {
            return value;
        }

        var inner = value.AsSpan(EncodedStart.Length, value.Length - EncodedStart.Length - EncodedEnd.Length);
        return Base64.IsValid(inner) ? Encoding.UTF8.GetString(Convert.FromBase64String(inner.ToString())) : null;
    }

    /// <summary>Whether one of the media types in <c>Accept</c> is <paramref name="wanted"/> or a range around it. No header accepts all (RFC 9110 §12.5.1).</summary>
    public static bool Accepts(HttpRequest request, string wanted)
    {
        if (request.Headers.Accept.Count == 0)
        {
            return true;
        }

        var range = string.Concat(wanted.AsSpan(0, wanted.IndexOf('/', StringComparison.Ordinal)), "/*");
        return request.Headers.Accept.SelectMany(static value => (value ?? "").Split(',')).Select(static item => item.Split(';')[0].Trim()).Any(
            type => type == "*/*" || type.Equals(wanted, StringComparison.OrdinalIgnoreCase) || type.Equals(range, StringComparison.OrdinalIgnoreCase));
    }
}
