using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Providers;

/// <summary>The keys of a provider as a table.</summary>
internal static class KeyTable
{
    public static void Print(CliCall call, IReadOnlyList<ProviderKey> keys) => call.Printer.Table(
        keys,
        ("POSITION", key => key.Position.ToString()),
        ("ID", key => key.Id.ToString("D")),
        ("LABEL", key => key.Label),
        ("KEY", key => key.Masked),
        ("ENABLED", key => Shown.Flag(key.Enabled)),
        ("HEALTH", key => key.Health is { } health ? health.Until is null ? health.State : $"{health.State} until {Shown.Time(health.Until)}" : "unknown"),
        ("IN USE BY", Users),
        ("LAST USED", key => Shown.Time(key.LastUsedAt)));

    private static string Users(ProviderKey key) => key.InUseBy switch
    {
        null => key.SafeToRevoke is null ? "-" : "in service",
        [] => "nobody: safe to revoke",
        var users => string.Join("; ", users.Select(user => $"{user.Name}{(user.InstanceId is null ? "" : $"/{user.InstanceId}")}: {user.Reason}")),
    };
}
