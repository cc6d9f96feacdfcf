namespace Switchyard.Gateway.Bridges.Bedrock;

/// <summary>Regions and their endpoints.</summary>
internal static class BedrockRegion
{
    /// <summary>The region a provider is in: the one configured, else the one a base URL like <c>https://bedrock-runtime.eu-central-1.amazonaws.com</c> names; null when neither says it.</summary>
    public static string? Of(string? configured, string baseUrl)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return configured;
        }

        var labels = Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) ? uri.Host.Split('.') : [];
        var service = Array.FindIndex(labels, label => label.StartsWith("bedrock", StringComparison.Ordinal));
        return service >= 0 && service + 1 < labels.Length && labels[service + 1].Contains('-', StringComparison.Ordinal) ? labels[service + 1] : null;
    }

    /// <summary>The public endpoint of <paramref name="region"/>.</summary>
    public static string Runtime(string region) =>
        $"https://bedrock-runtime.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}";
}
