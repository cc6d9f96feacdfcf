namespace Switchyard.Model.Providers;

/// <summary>The wire names of <see cref="ProviderType"/>.</summary>
public static class ProviderTypes
{
    /// <summary>All wire names, in the order in which they are offered to people.</summary>
    public static IReadOnlyList<string> Names { get; } = ["openai", "anthropic", "bedrock", "azure-openai", "openai-compatible"];

    /// <summary>The wire name of <paramref name="type"/>.</summary>
    public static string NameOf(ProviderType type) => type switch
    {
        ProviderType.OpenAI => "openai",
        ProviderType.Anthropic => "anthropic",
        ProviderType.Bedrock => "bedrock",
        ProviderType.AzureOpenAI => "azure-openai",
        ProviderType.OpenAICompatible => "openai-compatible",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown provider type."),
    };

    /// <summary>Finds the type with the exact wire name <paramref name="name"/>.</summary>
    public static bool TryParse(string? name, out ProviderType type)
    {
        foreach (var candidate in Enum.GetValues<ProviderType>())
        {
            if (string.Equals(NameOf(candidate), name, StringComparison.Ordinal))
            {
                type = candidate;
                return true;
            }
        }

        type = default;
        return false;
    }
}
