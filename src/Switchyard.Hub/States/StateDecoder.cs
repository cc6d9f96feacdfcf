using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchyard.Model.Access;
using Switchyard.Model.Detection;
using Switchyard.Model.Limits;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Revisions;
using Switchyard.Model.Routing;
using Switchyard.Model.Server;
using Switchyard.Model.Validation;

namespace Switchyard.Hub.States;

/// <summary>Makes a configuration of a state that was received. Objects that did not change since the last time become the same configuration objects, so that warm parts are kept.</summary>
/// <remarks>Used by one caller at a time.</remarks>
public sealed class StateDecoder
{
    private Dictionary<StateObject, object> _known = [];

    /// <summary>Decodes.</summary>
    /// <exception cref="StateException">An object can not be read; the message names it and what is wrong. Nothing has changed.</exception>
    public ConfigurationModel Decode(GatewayState state)
    {
        var known = new Dictionary<StateObject, object>(state.Objects.Count, ReferenceEqualityComparer.Instance);
        foreach (var item in state.Objects)
        {
            if (_known.TryGetValue(item, out var before))
            {
                known[item] = before;
            }
            else if (Decode(item) is { } decoded)
            {
                known[item] = decoded;
            }
        }

        var settings = known.Values.OfType<SettingsWire>().FirstOrDefault() ?? new SettingsWire(ServerConfig.Default, AccessConfig.Default, RecordingConfig.Default);
        var model = new ConfigurationModel
        {
            Epoch = state.Epoch,
            Revision = state.Revision,
            Hash = state.Hash,
            Providers = [.. known.Values.OfType<ProviderConfig>().OrderBy(provider => provider.Name, StringComparer.Ordinal)],
            Users = [.. known.Values.OfType<UserConfig>()],
            AccessKeys = [.. known.Values.OfType<AccessKeyConfig>()],
            Routes = [.. known.Values.OfType<RouteConfig>()],
            Modules = [.. known.Values.OfType<PlacedModule>().OrderBy(static module => module.Position).Select(static module => module.Config)],
            Limits = [.. known.Values.OfType<LimitConfig>()],
            Cuts = [.. known.Values.OfType<Cut>()],
            Prices = known.Values.OfType<PricesWire>().FirstOrDefault()?.Prices ?? [],
            Detection = known.Values.OfType<DetectionConfig>().FirstOrDefault() ?? DetectionConfig.Default,
            Server = settings.Server,
            Access = settings.Access,
            Recording = settings.Recording,
        };
        _known = known;
        return model;
    }

    private static object? Decode(StateObject item)
    {
        try
        {
            return item.Kind switch
            {
                StateKinds.Provider => Provider(item),
                StateKinds.User => Read(item, StateWire.Default.UserConfig),
                StateKinds.AccessKey => Read(item, StateWire.Default.AccessKeyConfig),
                StateKinds.Route => Read(item, StateWire.Default.RouteWire) is var route ? new RouteConfig(route.Name, route.Targets) : null,
                StateKinds.Module => Module(item),
                StateKinds.Limit => Read(item, StateWire.Default.LimitConfig),
                StateKinds.Cut => Read(item, StateWire.Default.CutWire) is var cut
                    ? new Cut(cut.Kind == StateEncoder.NameOf(CutKind.Provider) ? CutKind.Provider : CutKind.ProviderKey, cut.Id, cut.Revision)
                    : null,
                StateKinds.Prices => Read(item, StateWire.Default.PricesWire),
                StateKinds.Detection => Read(item, StateWire.Default.DetectionConfig),
                StateKinds.Settings => Read(item, StateWire.Default.SettingsWire),
                _ => null, // of a later version: kept for the hash, of no effect here
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new StateException($"{item}: {fault.Message}", fault);
        }
    }

    private static T Read<T>(StateObject item, JsonTypeInfo<T> json)
        where T : class => JsonSerializer.Deserialize(item.Value.Span, json) ?? throw new StateException($"{item}: is null.");

    private static PlacedModule Module(StateObject item)
    {
        var wire = Read(item, StateWire.Default.ModuleWire);
        return new PlacedModule(wire.Position, new ModuleConfig
        {
            Name = wire.Name,
            Type = wire.Type,
            Config = wire.Config,
            On = wire.On,
            Requires = wire.Requires,
            Enabled = wire.Enabled,
            OnError = wire.OnError,
            Origin = Origin.Database,
        });
    }

    private static ProviderConfig Provider(StateObject item)
    {
        var wire = Read(item, StateWire.Default.ProviderWire);
        var error = wire.Error;
        if (!ProviderTypes.TryParse(wire.Type, out var type))
        {
            error ??= ProviderErrors.InvalidSettings;
        }

        // Settings that this version can not read put this provider into error and stop nobody else, as on a node.
        var faults = new FaultList();
        var settings = ProviderSettingsJson.Read(wire.Settings, type, faults);
        error ??= faults.IsEmpty ? null : ProviderErrors.InvalidSettings;
        return new ProviderConfig
        {
            Id = wire.Id,
            Name = wire.Name,
            Type = type,
            DisplayName = wire.DisplayName,
            BaseUrl = wire.BaseUrl,
            Enabled = wire.Enabled,
            AllowByok = wire.AllowByok,
            Settings = ProviderSettingsJson.ReadSecrets(settings, item.Secrets.GetValueOrDefault(StateEncoder.SettingsSecret)?.Reveal()),
            Keys = [.. wire.Keys.Select(key => new ProviderKeyConfig
            {
                Id = key.Id,
                Label = key.Label,
                Position = key.Position,
                Enabled = key.Enabled,
                Masked = key.Masked,
                ResetAt = key.ResetAt,
                Value = item.Secrets.GetValueOrDefault(key.Id.ToString("D")),
            })],
            Error = error,
            Version = wire.Version,
        };
    }

    private sealed record PlacedModule(int Position, ModuleConfig Config);
}
