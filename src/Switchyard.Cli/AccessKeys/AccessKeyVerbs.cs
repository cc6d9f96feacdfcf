using System.CommandLine;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Users;

namespace Switchyard.Cli.AccessKeys;

/// <summary><c>switchyard access-keys …</c></summary>
internal static class AccessKeyVerbs
{
    private static readonly Argument<Guid> Id = new("id") { Description = "Id of the access key.", CustomParser = IdInput.Read };
    private static readonly Argument<string> Name = new("name") { Description = "What people call the new key." };
    private static readonly Option<string> Owner = new("--user") { Description = "Id or name of the user that owns it.", Required = true };
    private static readonly Option<string?> OfUser = new("--user") { Description = "Only keys of this user, by id or name." };
    private static readonly Option<string?> Rename = new("--name") { Description = "A new name." };
    private static readonly Option<DateTimeOffset?> Expires = new("--expires") { Description = "When it ends: a time, or a duration from now like 720h.", CustomParser = TimeInput.Instant };
    private static readonly Option<string?> Workspace = new("--workspace") { Description = "Workspace whose tools its requests get." };
    private static readonly Option<string[]?> Tool = new("--tool") { Description = "A tool it may use; repeat it for several. All by default." };
    private static readonly Option<string[]?> Provider = new("--provider") { Description = "A provider it may use; repeat it for several. Those of its user by default." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "access-keys",
        "Manages the keys that clients of the data plane present.",
        verb.Create("list", "Lists access keys.", [OfUser], ListAsync),
        verb.Create("get", "Shows an access key.", [Id], GetAsync),
        verb.Create("create", "Issues an access key and prints it, once.", ChangeInput.Options(Name, Owner, Expires, Workspace, Tool, Provider), CreateAsync),
        verb.Create("update", "Changes an access key.", ChangeInput.Options(Id, Rename, Expires, Workspace, Tool, Provider), UpdateAsync),
        verb.Create("enable", "Enables an access key.", ChangeInput.Options(Id), (call, ct) => PatchAsync(call, new AccessKeyPatch { Enabled = true }, "enabled", ct)),
        verb.Create("disable", "Disables an access key and cuts its open streams.", ChangeInput.Options(Id), (call, ct) => PatchAsync(call, new AccessKeyPatch { Enabled = false }, "disabled", ct)),
        verb.Create("revoke", "Revokes an access key for ever and cuts its open streams.", ChangeInput.Options(Id), RevokeAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var userId = call.Get(OfUser) is { } user ? (await UserLookup.FindAsync(call, user, cancellationToken)).Id : (Guid?)null;
        var keys = await Pages.AllAsync(cursor => call.Client.AccessKeys.ListAsync(userId, 1000, cursor, cancellationToken));
        call.Printer.Table(
            keys,
            ("NAME", key => key.Name),
            ("ID", key => key.Id.ToString("D")),
            ("KEY", key => key.Masked),
            ("USER", key => key.UserId.ToString("D")),
            ("ENABLED", key => Shown.Flag(key.Enabled)),
            ("EXPIRES", key => Shown.Time(key.ExpiresAt)),
            ("LAST USED", key => Shown.Time(key.LastUsedAt)),
            ("PROVIDERS", key => Shown.Names(key.Providers)));
    }

    private static async Task GetAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Record(
        await call.Client.AccessKeys.GetAsync(call.Get(Id), cancellationToken),
        ("name", key => key.Name),
        ("id", key => key.Id.ToString("D")),
        ("key", key => key.Masked),
        ("user", key => key.UserId.ToString("D")),
        ("enabled", key => Shown.Flag(key.Enabled)),
        ("expires", key => Shown.Time(key.ExpiresAt)),
        ("workspace", key => key.Workspace),
        ("tools", key => Shown.Names(key.Tools)),
        ("providers", key => Shown.Names(key.Providers)),
        ("created", key => Shown.Time(key.CreatedAt)),
        ("last used", key => Shown.Time(key.LastUsedAt)));

    private static async Task<int> CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var owner = await UserLookup.FindAsync(call, call.Get(Owner)!, cancellationToken);
        var key = new NewAccessKey(call.Get(Name), owner.Id)
        {
            ExpiresAt = call.Get(Expires),
            Workspace = call.Get(Workspace),
            Tools = call.Has(Tool) ? call.Get(Tool) : null,
            Providers = call.Has(Provider) ? call.Get(Provider) : null,
        };
        var created = await call.Client.AccessKeys.CreateAsync(key, ChangeInput.Read(call), cancellationToken);
        if (created.Diff is null && !call.Printer.IsJson)
        {
            // The key alone goes to standard output, so that it can be piped on.
            call.Printer.Note($"Access key {key.Name} issued with id {created.Value!.Id:D} (revision {created.Revision}). It is shown this once:");
            await call.Environment.Out.WriteLineAsync(created.Value.Secret);
            return ChangeInput.TellRollout(call, created);
        }

        return ChangeInput.Tell(call, created, $"Access key {key.Name} issued");
    }

    private static Task<int> UpdateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var patch = new AccessKeyPatch
        {
            Name = call.Get(Rename),
            ExpiresAt = call.Get(Expires),
            Workspace = call.Get(Workspace),
            Tools = call.Has(Tool) ? call.Get(Tool) : null,
            Providers = call.Has(Provider) ? call.Get(Provider) : null,
        };
        return patch == new AccessKeyPatch()
            ? throw new CliException(ExitCodes.Usage, "Nothing to change was given.", "Use --name, --expires, --workspace, --tool or --provider.")
            : PatchAsync(call, patch, "updated", cancellationToken);
    }

    private static async Task<int> PatchAsync(CliCall call, AccessKeyPatch patch, string done, CancellationToken cancellationToken)
    {
        var updated = await call.Client.AccessKeys.UpdateAsync(call.Get(Id), patch, ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, updated, $"Access key {updated.Value?.Name} {done}");
    }

    private static async Task<int> RevokeAsync(CliCall call, CancellationToken cancellationToken) =>
        ChangeInput.Tell(call, await call.Client.AccessKeys.RevokeAsync(call.Get(Id), ChangeInput.Read(call), cancellationToken), $"Access key {call.Get(Id):D} revoked");
}
