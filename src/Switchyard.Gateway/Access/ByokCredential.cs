using Switchyard.Gateway.Headers;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Access;

/// <summary>The client's own upstream credentials, as header values. They are sent as they came and are kept by nothing.</summary>
internal sealed class ByokCredential(string? authorization, string? apiKey, string? azureKey)
{
    /// <summary>Whether the client sent none.</summary>
    public bool IsEmpty => authorization is null && apiKey is null && azureKey is null;

    /// <summary>What people may see of the one that goes to a provider of <paramref name="type"/>.</summary>
    public string Hint(ProviderType type)
    {
        var value = Choose(type).Value;
        var space = value.LastIndexOf(' ');
        return SecretMask.Of(value[(space + 1)..]);
    }

    /// <summary>Sets the header that the provider's type expects: Anthropic <c>x-api-key</c> before <c>Authorization</c>, Azure <c>api-key</c> before it, others <c>Authorization</c> first.</summary>
    public void Apply(HttpRequestMessage request, ProviderType type)
    {
        var (name, value) = Choose(type);
        RequestHeaders.Set(request, name, value);
    }

    /// <inheritdoc />
    public override string ToString() => "***";

    private (string Name, string Value) Choose(ProviderType type) => type switch
    {
        ProviderType.Anthropic or ProviderType.Bedrock => apiKey is not null ? ("x-api-key", apiKey) : ("Authorization", authorization ?? "Bearer " + azureKey),
        ProviderType.AzureOpenAI => azureKey is not null ? ("api-key", azureKey) : authorization is not null ? ("Authorization", authorization) : ("api-key", apiKey!),
        _ => ("Authorization", authorization ?? "Bearer " + (apiKey ?? azureKey)),
    };
}
