using Switchyard.Gateway.Bridges.Anthropic;
using Switchyard.Gateway.Bridges.Azure;
using Switchyard.Gateway.Bridges.Bedrock;
using Switchyard.Gateway.Bridges.OpenAI;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Registry;

/// <summary>Makes the dialect of a provider.</summary>
internal static class UpstreamDialects
{
    /// <summary>The dialect of <paramref name="provider"/> as it is configured. Throws <see cref="ArgumentException"/>, its message fit for an operator, when the settings can not work.</summary>
    public static IUpstreamDialect Create(ProviderConfig provider, DialectServices services) => provider.Type switch
    {
        ProviderType.OpenAI or ProviderType.OpenAICompatible => new OpenAIDialect(provider),
        ProviderType.Anthropic => new AnthropicDialect(provider),
        ProviderType.AzureOpenAI => new AzureDialect(provider),
        ProviderType.Bedrock => new BedrockDialect(provider, services.PlatformCredentials, services.Time),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider.Type, "Unknown provider type."),
    };
}
