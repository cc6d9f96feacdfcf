using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Documents;

/// <summary>Documents as a caller writes them.</summary>
internal static class DocumentCalls
{
    public const string Root = "/api/v1/config/documents";
    public const string Yaml = "application/yaml";

    public static string Provider(string name, string baseUrl, string key = "sk-canary-0123456789-wxyz") =>
        $"version: 1\nproviders:\n- name: {name}\n  type: openai\n  baseUrl: {baseUrl}\n  keys:\n  - key: {key}\n";

    public static Task<RawAnswer> PutAsync(this ControlPlane plane, string name, string text, params (string Name, string Value)[] headers) =>
        plane.Http.SendAsync("PUT", $"{Root}/{name}", text, Yaml, headers);

    /// <summary>Waits until the node runs what the answer's revision brought.</summary>
    public static async Task AppliedAsync(this ControlPlane plane, RawAnswer answer)
    {
        var revision = long.Parse(answer.Headers["X-Switchyard-Revision"], System.Globalization.CultureInfo.InvariantCulture);
        await plane.Configuration.WaitForRevisionAsync(revision, Testing.Runs.Patience.Token);
    }
}
