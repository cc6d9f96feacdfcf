using System.CommandLine;
using Switchyard.Admin.Client.Users;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Users;

/// <summary><c>switchyard users …</c></summary>
internal static class UserVerbs
{
    private static readonly Argument<string> Wanted = new("user") { Description = "Id or name of the user." };
    private static readonly Argument<string> Name = new("name") { Description = "Name of the new user." };
    private static readonly Option<string?> Rename = new("--name") { Description = "A new name." };
    private static readonly Option<string?> Email = new("--email") { Description = "Mail address." };
    private static readonly Option<string?> Role = new("--role") { Description = "Role of the user." };
    private static readonly Option<string[]?> Provider = new("--provider") { Description = "A provider the user may use; repeat it for several. All by default." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "users",
        "Manages the owners of access keys.",
        verb.Create("list", "Lists users.", [], ListAsync),
        verb.Create("get", "Shows a user.", [Wanted], GetAsync),
        verb.Create("create", "Creates a user.", ChangeInput.Options(Name, Email, Role, Provider), CreateAsync),
        verb.Create("update", "Changes a user.", ChangeInput.Options(Wanted, Rename, Email, Role, Provider), UpdateAsync),
        verb.Create("enable", "Enables a user.", ChangeInput.Options(Wanted), (call, ct) => SetEnabledAsync(call, true, ct)),
        verb.Create("disable", "Disables a user and cuts its open streams.", ChangeInput.Options(Wanted), (call, ct) => SetEnabledAsync(call, false, ct)),
        verb.Create("delete", "Deletes a user and revokes its access keys.", ChangeInput.Options(Wanted), DeleteAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var users = await Pages.AllAsync(cursor => call.Client.Users.ListAsync(1000, cursor, cancellationToken));
        call.Printer.Table(
            users,
            ("NAME", user => user.Name),
            ("ID", user => user.Id.ToString("D")),
            ("EMAIL", user => user.Email),
            ("ROLE", user => user.Role),
            ("ENABLED", user => Shown.Flag(user.Enabled)),
            ("PROVIDERS", user => Shown.Names(user.Providers)));
    }

    private static async Task GetAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Record(
        await UserLookup.FindAsync(call, call.Get(Wanted), cancellationToken),
        ("name", user => user.Name),
        ("id", user => user.Id.ToString("D")),
        ("email", user => user.Email),
        ("role", user => user.Role),
        ("enabled", user => Shown.Flag(user.Enabled)),
        ("providers", user => Shown.Names(user.Providers)),
        ("created", user => Shown.Time(user.CreatedAt)),
        ("updated", user => Shown.Time(user.UpdatedAt)));

    private static async Task<int> CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var user = new NewUser(call.Get(Name)) { Email = call.Get(Email), Role = call.Get(Role), Providers = call.Has(Provider) ? call.Get(Provider) : null };
        var created = await call.Client.Users.CreateAsync(user, ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, created, $"User {user.Name} created with id {created.Value?.Id:D}");
    }

    private static Task<int> UpdateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var patch = new UserPatch { Name = call.Get(Rename), Email = call.Get(Email), Role = call.Get(Role), Providers = call.Has(Provider) ? call.Get(Provider) : null };
        return patch == new UserPatch()
            ? throw new CliException(ExitCodes.Usage, "Nothing to change was given.", "Use --name, --email, --role or --provider.")
            : PatchAsync(call, patch, "updated", cancellationToken);
    }

    private static Task<int> SetEnabledAsync(CliCall call, bool enabled, CancellationToken cancellationToken) =>
        PatchAsync(call, new UserPatch { Enabled = enabled }, enabled ? "enabled" : "disabled", cancellationToken);

    private static async Task<int> PatchAsync(CliCall call, UserPatch patch, string done, CancellationToken cancellationToken)
    {
        var user = await UserLookup.FindAsync(call, call.Get(Wanted), cancellationToken);
        var updated = await call.Client.Users.UpdateAsync(user.Id, patch, ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, updated, $"User {updated.Value?.Name} {done}");
    }

    private static async Task<int> DeleteAsync(CliCall call, CancellationToken cancellationToken)
    {
        var user = await UserLookup.FindAsync(call, call.Get(Wanted), cancellationToken);
        return ChangeInput.Tell(call, await call.Client.Users.DeleteAsync(user.Id, ChangeInput.Read(call), cancellationToken), $"User {user.Name} deleted");
    }
}
