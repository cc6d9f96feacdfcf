using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchyard.Model.Agents;
using Switchyard.Model.Bundles;
using Switchyard.Model.Chats;
using Switchyard.Model.Gateways;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Proxying;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;
using Switchyard.Model.Server;
using Switchyard.Model.Tools;

namespace Switchyard.Hub.States;

/// <summary>Makes the state of gateways of a node's configuration. What did not change between two configurations is encoded once.</summary>
/// <param name="fingerprint">Tells two secrets apart without giving them away.</param>
public sealed class StateEncoder(Func<string, string> fingerprint)
{
    /// <summary>Name of the secret that holds a provider's secret settings; the others are named after their keys' ids.</summary>
    internal const string SettingsSecret = "settings";

    private readonly ConditionalWeakTable<object, StateObject> _known = [];
    private readonly ConditionalWeakTable<ModuleConfig, Placed> _modules = [];

    /// <summary>The whole state; <see cref="GatewayState.For"/> takes a gateway's part of it.</summary>
    public GatewayState Encode(ConfigurationModel model)
    {
        var objects = new List<StateObject>(model.Providers.Count + model.Users.Count + model.AccessKeys.Count + model.Routes.Count + 8);
        objects.AddRange(model.Providers.Select(item => Known(item, Provider)));
        objects.AddRange(model.Users.Select(item => Known(item, user => Plain(StateKinds.User, user.Id.ToString("D"), user, StateWire.Default.UserConfig, hasEvents: true))));
        objects.AddRange(model.AccessKeys.Select(item => Known(item, key => Plain(StateKinds.AccessKey, key.Id.ToString("D"), key, StateWire.Default.AccessKeyConfig, hasEvents: true))));
        objects.AddRange(model.Routes.Select(item => Known(item, route => Plain(
            StateKinds.Route, route.Name, new RouteWire(route.Name, route.Targets), StateWire.Default.RouteWire, route.Selector))));
        objects.AddRange(model.Modules.Select(Module));
        objects.AddRange(model.Limits.Select(item => Known(item, limit => Plain(StateKinds.Limit, limit.Name, limit, StateWire.Default.LimitConfig))));
        objects.AddRange(model.Cuts.Select(cut => Plain(
            StateKinds.Cut, $"{NameOf(cut.Kind)}:{cut.Id:D}", new CutWire(NameOf(cut.Kind), cut.Id, cut.Revision), StateWire.Default.CutWire)));
        objects.Add(Known(model.Prices, prices => Plain(StateKinds.Prices, StateKinds.Whole, new PricesWire(prices), StateWire.Default.PricesWire)));
        objects.Add(Known(model.Detection, detection => Plain(StateKinds.Detection, StateKinds.Whole, detection, StateWire.Default.DetectionConfig)));
        objects.Add(Plain(StateKinds.Settings, StateKinds.Whole, new SettingsWire(OfEdge(model.Server), model.Access, model.Recording), StateWire.Default.SettingsWire));
        return GatewayState.Of(model.Epoch, model.Revision, objects);
    }

    /// <summary>Without the sections that say nothing to an edge: it serves no gateways, runs no bundles and no tools, and has no chats and no forward proxy.</summary>
    private static ServerConfig OfEdge(ServerConfig server) => server with
    {
        Gateways = GatewayChannelConfig.Default, Bundles = BundleSettings.Default, Mcp = McpSettings.Default, Tools = ToolSettings.Default, Agents = AgentSettings.Default, Chats = ChatSettings.Default,
        Proxy = ProxySettings.Default,
    };

    internal static string NameOf(CutKind kind) => kind == CutKind.Provider ? "provider" : "providerKey";

    private static StateObject Plain<T>(string kind, string id, T value, JsonTypeInfo<T> json, Labels? selector = null, bool hasEvents = false) =>
        new(kind, id, JsonSerializer.SerializeToUtf8Bytes(value, json)) { Selector = selector ?? Labels.None, HasEvents = hasEvents };

    private StateObject Known<T>(T source, Func<T, StateObject> encode)
        where T : class => _known.GetValue(source, item => encode((T)item));

    private StateObject Module(ModuleConfig module, int position)
    {
        // The place is not the module's own, so what is remembered of it may be of another place.
        var (at, known) = _modules.GetValue(module, item => new Placed(position, Encode(item, position)));
        if (at == position)
        {
            return known;
        }

        var moved = new Placed(position, Encode(module, position));
        _modules.AddOrUpdate(module, moved);
        return moved.Object;
    }

    private static StateObject Encode(ModuleConfig module, int position)
    {
        var wire = new ModuleWire(module.Name, module.Type, position, module.Config, module.On, module.Requires, module.Enabled, module.OnError);
        return Plain(StateKinds.Module, ModuleIds.Of(module.Name).ToString("D"), wire, StateWire.Default.ModuleWire, hasEvents: module.Origin.Kind == OriginKind.Database);
    }

    private StateObject Provider(ProviderConfig provider)
    {
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var key in provider.Keys.Where(key => key.Value is not null))
        {
            secrets[key.Id.ToString("D")] = key.Value!;
        }

        if (ProviderSettingsJson.WriteSecrets(provider.Settings) is { } settings)
        {
            secrets[SettingsSecret] = new Secret(settings);
        }

        using var json = JsonDocument.Parse(ProviderSettingsJson.Write(provider.Settings));
        var wire = new ProviderWire(
            provider.Id,
            provider.Name,
            ProviderTypes.NameOf(provider.Type),
            provider.DisplayName,
            provider.BaseUrl,
            provider.Enabled,
            provider.AllowByok,
            json.RootElement,
            [.. provider.Keys.Select(key => new ProviderKeyWire(key.Id, key.Label, key.Position, key.Enabled, key.Masked, key.ResetAt))],
            provider.Error,
            provider.Version,
            provider.Origin.Kind == OriginKind.Database ? null : Fingerprint(secrets));
        return new StateObject(StateKinds.Provider, provider.Id.ToString("D"), JsonSerializer.SerializeToUtf8Bytes(wire, StateWire.Default.ProviderWire))
        {
            Secrets = secrets,
            Selector = provider.Selector,
            HasEvents = provider.Origin.Kind == OriginKind.Database,
        };
    }

    private string Fingerprint(Dictionary<string, Secret> secrets) =>
        fingerprint(string.Join('\n', secrets.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value.Reveal()}")));

    private sealed record Placed(int Position, StateObject Object);
}
