using Switchyard.Hub.States;
using Switchyard.Model.Access;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;

namespace Switchyard.Edge.Tests.Rigs;

/// <summary>The configuration that a scripted control plane has: one provider at a simulator, one user with one access key.</summary>
internal sealed class YardModel
{
    public static readonly Guid Provider = new("0199d1c0-0000-7000-8000-00000000000a");
    public static readonly Guid ProviderKey = new("0199d1c0-0000-7000-8000-00000000000b");

    private static readonly Guid User = new("0199d1c0-0000-7000-8000-00000000000c");
    private static readonly Guid Key = new("0199d1c0-0000-7000-8000-00000000000d");
    private readonly StateEncoder _encoder = new(secret => secret);

    public YardModel(Uri upstream)
    {
        var hash = new byte[32];
        AccessToken.Hash(AccessKey.Reveal(), hash);
        Model = new ConfigurationModel
        {
            Epoch = Samples.Epoch,
            Revision = 1,
            Hash = "",
            Providers =
            [
                new ProviderConfig
                {
                    Id = Provider,
                    Name = "sim",
                    Type = ProviderType.OpenAI,
                    DisplayName = "sim",
                    BaseUrl = upstream.ToString().TrimEnd('/'),
                    Version = 1,
                    Keys = [new ProviderKeyConfig { Id = ProviderKey, Label = "one", Position = 0, Enabled = true, Masked = "…0001", Value = new Secret("sk-edge-upstream-key-0001") }],
                },
            ],
            Users = [new UserConfig { Id = User, Name = "ada" }],
            AccessKeys = [new AccessKeyConfig { Id = Key, UserId = User, Name = "key", Hash = hash, Masked = "…" }],
        };
    }

    public Secret AccessKey { get; } = AccessToken.Create(AccessToken.AccessKeyPrefix, Key);

    public ConfigurationModel Model { get; private set; }

    public GatewayState State => _encoder.Encode(Model);

    /// <summary>The next revision.</summary>
    public (GatewayState From, GatewayState To) Change(Func<ConfigurationModel, ConfigurationModel> change)
    {
        var before = State;
        Model = change(Model) with { Revision = Model.Revision + 1 };
        return (before, State);
    }

    public (GatewayState From, GatewayState To) ChangeProvider(Func<ProviderConfig, ProviderConfig> change) =>
        Change(model => model with { Providers = [change(model.Providers[0]) with { Version = model.Providers[0].Version + 1 }] });
}
