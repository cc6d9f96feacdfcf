using System.Globalization;
using Switchyard.Model.Access;
using Switchyard.Model.Modules;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Routing;
using Switchyard.Model.Secrets;
using Switchyard.Model.Workspaces;

namespace Switchyard.Bench.DataPlanes;

/// <summary>Configurations of any size.</summary>
internal static class Models
{
    /// <summary>The alias of the first and the last provider.</summary>
    public const string Alias = "fast";

    /// <summary>A configuration, and an access key of it.</summary>
    public static (ConfigurationModel Model, string Key) Of(int providers, int accessKeys, int modules = 0)
    {
        var users = new UserConfig { Id = NewId(), Name = "ada" };
        var (keys, presented) = (new AccessKeyConfig[accessKeys], "");
        for (var number = 0; number < accessKeys; number++)
        {
            var id = NewId();
            var token = AccessToken.Create(AccessToken.AccessKeyPrefix, id).Reveal();
            var hash = new byte[32];
            AccessToken.Hash(token, hash);
            keys[number] = new AccessKeyConfig { Id = id, UserId = users.Id, Name = Text($"key-{number}"), Hash = hash, Masked = "" };
            presented = number == accessKeys / 2 ? token : presented;
        }

        var model = new ConfigurationModel
        {
            Epoch = NewId(),
            Revision = 1,
            Hash = "",
            Users = [users],
            AccessKeys = keys,
            Workspaces = [new WorkspaceConfig { Id = NewId(), Name = "web" }],
            Providers = [.. Enumerable.Range(0, providers).Select(Provider)],
            Routes = [new RouteConfig(Alias, [new RouteTarget(ProviderName(0), "gpt"), new RouteTarget(ProviderName(providers - 1), "gpt")])],
            Modules = [.. Enumerable.Range(0, modules).Select(static number => new ModuleConfig { Name = Text($"m{number}"), Type = "log.requests", Config = """{"sample":1}""", On = new ModulePlacement { Routes = ["nobody"] } })],
        };
        return (model, presented);
    }

    public static string ProviderName(int number) => Text($"provider-{number:0000}");

    /// <summary>The next revision: the same by value, nothing the same object but what did not have to be made anew, and one provider renamed.</summary>
    public static ConfigurationModel WithProviderChanged(ConfigurationModel model) => model with
    {
        Revision = model.Revision + 1,
        Providers = [.. model.Providers.Select((provider, number) => provider with { DisplayName = number == 0 ? Text($"at {model.Revision}") : new string(provider.DisplayName) })],
    };

    /// <summary>The next revision, with one module reconfigured and all others the same by value only.</summary>
    public static ConfigurationModel WithModuleChanged(ConfigurationModel model) => model with
    {
        Revision = model.Revision + 1,
        Modules = [.. model.Modules.Select((module, number) => module with { Config = number == model.Modules.Count / 2 ? Text($$"""{"sample":0.{{(model.Revision % 900) + 100}}}""") : new string(module.Config) })],
    };

    private static ProviderConfig Provider(int number) => new()
    {
        Id = NewId(),
        Name = ProviderName(number),
        DisplayName = ProviderName(number),
        Type = ProviderType.OpenAI,
        BaseUrl = "http://127.0.0.1:9/v1",
        Keys = [new ProviderKeyConfig { Id = NewId(), Position = 0, Masked = "", Value = new Secret("upstream-key-of-the-benchmark") }],
    };

    private static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
