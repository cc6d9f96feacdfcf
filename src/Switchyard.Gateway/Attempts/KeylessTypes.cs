using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Attempts;

/// <summary>Which provider types can be called without a pool key.</summary>
internal static class KeylessTypes
{
    /// <summary>Bedrock signs with credentials of its own; servers of one's own often want none.</summary>
    public static bool WorksWithoutKey(this ProviderType type) => type is ProviderType.Bedrock or ProviderType.OpenAICompatible;
}
