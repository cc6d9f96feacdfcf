using System.CommandLine;
using Switchyard.Admin.Client.Bundles;
using Switchyard.Admin.Client.Changes;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;
using static Switchyard.Cli.Bundles.BundleSymbols;

namespace Switchyard.Cli.Bundles;

/// <summary><c>switchyard bundles credentials …</c></summary>
internal static class CredentialVerbs
{
    private static readonly Argument<string> Field = new("field") { Description = "Name of the credential." };
    private static readonly Option<FileInfo?> File = new("--file") { Description = "A file that holds the value; otherwise it is read from standard input, or asked for." };
    private static readonly Option<bool> AtRestart = new("--at-restart") { Description = "Lets what holds it end in an orderly way instead of at once." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "credentials",
        "Manages the credentials of a bundle. Values go in and never come out.",
        verb.Create("show", "Shows which credentials are there.", [Named, Workspace], ShowAsync),
        verb.Create("set", "Stores a credential; what runs is brought to it.", ChangeInput.Options(Named, Field, Workspace, File), SetAsync),
        verb.Create("unset", "Takes a credential away and ends what holds it.", ChangeInput.Options(Named, Field, Workspace, AtRestart), UnsetAsync));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        var credentials = await call.Client.Bundles.GetCredentialsAsync(call.Get(Workspace)!, call.Get(Named), cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(credentials);
            return;
        }

        call.Printer.Table([.. credentials.Populated], ("CREDENTIAL", pair => pair.Key), ("THERE", pair => Shown.Flag(pair.Value)));
        call.Printer.Note($"Version {credentials.Version} is stored, {credentials.RunningVersion?.ToString() ?? "none"} runs.");
    }

    private static async Task<int> SetAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (bundle, field) = (call.Get(Named), call.Get(Field));
        var value = await SecretInput.ReadAsync(call.Environment, call.Get(File), $"credential {field}", cancellationToken);
        var changed = await call.Client.Bundles.SetCredentialsAsync(call.Get(Workspace)!, bundle, new Dictionary<string, string> { [field] = value }, ChangeInput.Read(call), cancellationToken);
        return Tell(call, changed, $"Credential {field} of {bundle} stored");
    }

    private static async Task<int> UnsetAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (bundle, field) = (call.Get(Named), call.Get(Field));
        var changed = await call.Client.Bundles.DeleteCredentialAsync(call.Get(Workspace)!, bundle, field, call.Get(AtRestart), ChangeInput.Read(call), cancellationToken);
        return Tell(call, changed, $"Credential {field} of {bundle} taken away");
    }

    /// <summary>Tells what was stored and how the respawn went: 1 when it failed, 2 when it was not waited for long enough.</summary>
    private static int Tell(CliCall call, Changed<BundleCredentials> changed, string done)
    {
        var code = ChangeInput.Tell(call, changed, done);
        if (changed.Diff is not null || changed.Value?.Respawn is not { } respawn)
        {
            return code;
        }

        if (respawn.Ok != true)
        {
            call.Printer.Note(respawn.Ok == false ? $"What runs does not have it: {respawn.Error}" : "Whether what runs has it was not waited for.");
        }

        return respawn.Ok switch { true => code, false => ExitCodes.Failed, null => ExitCodes.Usage };
    }
}
