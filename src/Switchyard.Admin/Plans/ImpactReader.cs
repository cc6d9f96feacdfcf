using Switchyard.Configuration.Reloading;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Plans;

/// <summary>Tells what a change touches, by the configuration in force on this node and the requests that are on record as running.</summary>
internal sealed class ImpactReader(ConfigurationStatus configuration)
{
    public async Task<ImpactView> ReadAsync(SqlSession session, IReadOnlyList<ObjectChange> changes, CancellationToken cancellationToken)
    {
        var model = configuration.Current;
        var providers = Names(changes, "providers");
        var users = Names(changes, "users");
        var userIds = (model?.Users ?? []).Where(user => users.Contains(user.Name)).Select(user => user.Id).ToHashSet();
        var keys = Names(changes, "accessKeys");
        keys.UnionWith((model?.AccessKeys ?? []).Where(key => userIds.Contains(key.UserId)).Select(key => key.Id.ToString("D")));
        var routes = Names(changes, "routes");
        routes.UnionWith((model?.Routes ?? []).Where(route => route.Targets.Any(target => providers.Contains(target.Provider))).Select(route => route.Name));
        var running = providers.Count == 0 ? 0 : (await InterceptionReader.RunningAsync(session, cancellationToken)).Where(pair => providers.Contains(pair.Key)).Sum(pair => pair.Value);
        var workspaces = Names(changes, "workspaces");
        var bundles = Names(changes, "bundles");
        bundles.UnionWith((model?.Bundles ?? []).Where(bundle => workspaces.Contains(bundle.Key.Workspace)).Select(bundle => bundle.Key.ToString()));
        return new ImpactView([.. providers], [.. routes], keys.Count, running) { Bundles = [.. bundles] };
    }

    private static SortedSet<string> Names(IReadOnlyList<ObjectChange> changes, string section) =>
        new(changes.Where(change => change.Section == section).Select(change => change.Name), StringComparer.Ordinal);
}
