using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Bedrock.Credentials;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Bridges;

/// <summary>Providers and their dialects.</summary>
internal static class Providers
{
    public static IUpstreamDialect Dialect(ProviderType type, string baseUrl, ProviderSettings? settings = null, IAwsCredentialSource? platform = null) =>
        UpstreamDialects.Create(Config(type, baseUrl, settings), new DialectServices(new FakeTime(), platform ?? new NoCredentials()));

    public static ProviderConfig Config(ProviderType type, string baseUrl, ProviderSettings? settings = null) => new()
    {
        Id = Guid.CreateVersion7(FakeTime.Start),
        Name = "p",
        DisplayName = "p",
        Type = type,
        BaseUrl = baseUrl,
        Settings = settings ?? ProviderSettings.Default,
        Keys = type == ProviderType.Bedrock ? [] : [Key],
    };

    public static ProviderKeyConfig Key { get; } = new()
    {
        Id = Guid.CreateVersion7(FakeTime.Start),
        Position = 0,
        Masked = "…",
        Value = new Secret("sk-upstream"),
    };

    public static RequestFacts Facts(string model = "m", bool stream = false) => new() { Model = model, Stream = stream };

    private sealed class NoCredentials : IAwsCredentialSource
    {
        public ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken) => throw new AwsCredentialException("none");
    }
}
