using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Switchyard.Admin.Mutations;

/// <summary>The hash by which an audit row names the state of a record: SHA-256 of its facts as JSON, in lower-case hexadecimal.</summary>
internal static class FactsHash
{
    public static string? Of(JsonObject? facts) =>
        facts is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts.ToJsonString())));
}
