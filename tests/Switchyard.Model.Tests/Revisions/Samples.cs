using Switchyard.Model.Bundles;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Tests.Revisions;

/// <summary>Configurations to compare.</summary>
internal static class Samples
{
    public static ConfigurationModel Empty { get; } = new() { Epoch = Guid.Empty, Revision = 1, Hash = "" };

    public static Guid Id(int number) => new(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    public static BundleConfig Bundle { get; } = new()
    {
        Id = Id(4),
        Key = new BundleKey("w", "b"),
        Definition = new BundleDefinition { Type = BundleType.Stdio, Command = "node", Credentials = [new CredentialField { Name = "TOKEN", Env = "TOKEN" }] },
    };

    public static ProviderConfig Provider(string name) => new()
    {
        Id = Id(name[0]),
        Name = name,
        Type = ProviderType.OpenAI,
        DisplayName = name,
        BaseUrl = "https://a.example",
    };

    /// <summary>One of several configurations of the same provider.</summary>
    public static ProviderConfig Variant(string name, int variant) => Provider(name) with
    {
        BaseUrl = $"https://{variant}.example",
        Settings = variant == 0 ? ProviderSettings.Default : ProviderSettings.Default with { SendActor = true, MaxBodyBytes = variant << 20 },
        Keys = [.. Enumerable.Range(0, variant).Select(position => new ProviderKeyConfig
        {
            Id = Id(100 + position),
            Label = $"k{position}",
            Position = position,
            Masked = "…",
            Value = new Secret($"sk-{name}-{variant}"),
        })],
    };
}
