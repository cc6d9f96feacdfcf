using System.CommandLine;
using System.Globalization;
using Switchyard.Admin.Client.Workspaces;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Users;

namespace Switchyard.Cli.Workspaces;

/// <summary><c>switchyard workspaces …</c></summary>
internal static class WorkspaceVerbs
{
    private static readonly Argument<string> Workspace = new("workspace") { Description = "Id or name of the workspace." };
    private static readonly Argument<string> NewName = new("name") { Description = "Name of the new workspace: lower-case letters, digits and single hyphens, at most 63 characters. It never changes." };
    private static readonly Option<string?> DisplayName = new("--display-name") { Description = "What people call it." };
    private static readonly Option<string?> Owner = new("--owner") { Description = "Id or name of the user it belongs to." };
    private static readonly Option<string[]?> User = new("--user") { Description = "Id or name of a user who may use it besides the owner; repeat it for several. An update replaces all." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "workspaces",
        "Manages workspaces, where bundles are installed and agents run.",
        verb.Create("list", "Lists workspaces.", [], ListAsync),
        verb.Create("show", "Shows a workspace.", [Workspace], ShowAsync),
        verb.Create("create", "Creates a workspace.", ChangeInput.Options(NewName, DisplayName, Owner, User), CreateAsync),
        verb.Create("update", "Changes a workspace.", ChangeInput.Options(Workspace, DisplayName, Owner, User), UpdateAsync),
        verb.Create("delete", "Deletes a workspace with its bundles and their credentials; its agents are cut, and chats lose it.", ChangeInput.Options(Workspace), DeleteAsync),
        BuildVerbs.Create(verb),
        AgentVerbs.Agents(verb),
        AgentVerbs.Tokens(verb));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await Pages.AllAsync(cursor => call.Client.Workspaces.ListAsync(1000, cursor, cancellationToken)),
        ("WORKSPACE", workspace => workspace.Name),
        ("ID", workspace => workspace.Id.ToString("D")),
        ("DISPLAY NAME", workspace => workspace.DisplayName.Length == 0 ? null : workspace.DisplayName),
        ("OWNER", workspace => workspace.Owner),
        ("BUILD", workspace => workspace.LatestBuild?.Number.ToString(CultureInfo.InvariantCulture)),
        ("LAST USED", workspace => Shown.Time(workspace.LastUsedAt)),
        ("UPDATED", workspace => Shown.Time(workspace.UpdatedAt)));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Record(
        await call.Client.Workspaces.GetAsync(call.Get(Workspace), cancellationToken),
        ("name", workspace => workspace.Name),
        ("id", workspace => workspace.Id.ToString("D")),
        ("display name", workspace => workspace.DisplayName.Length == 0 ? null : workspace.DisplayName),
        ("owner", workspace => workspace.Owner),
        ("users", workspace => workspace.Users is null ? null : Shown.Names([.. workspace.Users.Select(user => user.ToString("D"))])),
        ("latest build", workspace => workspace.LatestBuild?.Number.ToString(CultureInfo.InvariantCulture)),
        ("last used", workspace => Shown.Time(workspace.LastUsedAt)),
        ("created", workspace => Shown.Time(workspace.CreatedAt)),
        ("updated", workspace => Shown.Time(workspace.UpdatedAt)));

    private static async Task<int> CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var workspace = new NewWorkspace(call.Get(NewName))
        {
            DisplayName = call.Get(DisplayName), OwnerId = await OwnerAsync(call, cancellationToken), Users = await UsersAsync(call, cancellationToken),
        };
        return ChangeInput.Tell(call, await call.Client.Workspaces.CreateAsync(workspace, ChangeInput.Read(call), cancellationToken), $"Workspace {workspace.Name} created");
    }

    private static async Task<int> UpdateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var patch = new WorkspacePatch { DisplayName = call.Get(DisplayName), OwnerId = await OwnerAsync(call, cancellationToken), Users = await UsersAsync(call, cancellationToken) };
        return patch == new WorkspacePatch()
            ? throw new CliException(ExitCodes.Usage, "Nothing to change was given.", "Use --display-name, --owner or --user.")
            : ChangeInput.Tell(call, await call.Client.Workspaces.UpdateAsync(call.Get(Workspace), patch, ChangeInput.Read(call), cancellationToken), $"Workspace {call.Get(Workspace)} updated");
    }

    private static async Task<int> DeleteAsync(CliCall call, CancellationToken cancellationToken) => ChangeInput.Tell(
        call, await call.Client.Workspaces.DeleteAsync(call.Get(Workspace), ChangeInput.Read(call), cancellationToken), $"Workspace {call.Get(Workspace)} deleted");

    private static async Task<Guid?> OwnerAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Get(Owner) is { } owner ? (await UserLookup.FindAsync(call, owner, cancellationToken)).Id : null;

    private static async Task<IReadOnlyList<Guid>?> UsersAsync(CliCall call, CancellationToken cancellationToken)
    {
        if (!call.Has(User))
        {
            return null;
        }

        var ids = new List<Guid>();
        foreach (var user in call.Get(User) ?? [])
        {
            ids.Add((await UserLookup.FindAsync(call, user, cancellationToken)).Id);
        }

        return ids;
    }
}
