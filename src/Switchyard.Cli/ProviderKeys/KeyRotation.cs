using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Rotations;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.ProviderKeys;

/// <summary>Replaces a key by one that is read when none is staged yet, and tells how it goes on.</summary>
/// <remarks>
/// Where a rotation stands is told by the keys on the server: the label of the new one (<see cref="RotationLabel"/>), and whether the old one is enabled, disabled or gone. So one that was cut off
/// anywhere is finished by running it again.
/// </remarks>
internal sealed class KeyRotation(CliCall call, RotationOptions options, Func<Task<string>> readNewKey)
{
    private readonly ProviderKeysClient _keys = call.Client.ProviderKeys;

    public async Task<RotationResult> RunAsync(CancellationToken cancellationToken)
    {
        var (old, fresh) = RotationTarget.Find(await _keys.ListAsync(options.Provider, cancellationToken), options);
        if (fresh is null)
        {
            fresh = await StageAsync(old!, cancellationToken);
        }
        else
        {
            call.Printer.Note($"Going on with the rotation to key {fresh.Masked}.");
        }

        var replaced = RotationLabel.Read(fresh.Label)!.Replaces;
        var name = old is null ? $"{replaced:D}" : Name(old);
        var handover = new KeyHandover(
            call.Client,
            new KeyHandoverOptions
            {
                Provider = options.Provider,
                Replaced = replaced,
                Fresh = fresh.Id,
                Label = options.Label,
                Timeout = options.Timeout,
                IgnoreOffline = options.IgnoreOffline,
                NoTest = options.NoTest,
            },
            call.Environment.Time,
            step => Tell(step, name));
        try
        {
            var renamed = await handover.RunAsync(cancellationToken);
            call.Progress?.Say(null);
            return new RotationResult(options.Provider, renamed.Value!, replaced, renamed.Revision);
        }
        catch (KeyHandoverException stopped)
        {
            throw Stopped(stopped, name, fresh);
        }
    }

    private async Task<ProviderKey> StageAsync(ProviderKey old, CancellationToken cancellationToken)
    {
        var key = new NewProviderKey(await readNewKey(), new RotationLabel(options.Label ?? old.Label, old.Id).ToString()) { Position = old.Position };
        var added = await _keys.AddAsync(options.Provider, key, null, cancellationToken);
        call.Printer.Note($"New key {added.Value!.Masked} added before {Name(old)} (revision {added.Revision}).");
        return added.Value;
    }

    private void Tell(KeyHandoverStep step, string old)
    {
        switch (step.Stage)
        {
            case KeyHandoverStage.Spreading:
                call.Progress?.Say("Waiting until everybody runs the new key:");
                break;
            case KeyHandoverStage.Spread:
                Done($"Everybody who is connected runs the new key (revision {step.Revision}).");
                break;
            case KeyHandoverStage.Withdrawing:
                Done($"Old key {old} disabled (revision {step.Revision}).");
                call.Progress?.Say("Waiting until everybody runs the end of the old key:");
                break;
            case KeyHandoverStage.Withdrawn:
                Done($"Everybody who is connected runs the end of the old key (revision {step.Revision}).");
                break;
            case KeyHandoverStage.InUse:
                call.Printer.Note($"Waiting for {Users(step.Users)}.");
                call.Progress?.Say($"Waiting until nobody uses the old key {old}:");
                break;
            case KeyHandoverStage.Deleted:
                Done($"Old key {old} deleted (revision {step.Revision}).");
                break;
            case KeyHandoverStage.Trying:
            default:
                break;
        }
    }

    private void Done(string text)
    {
        call.Progress?.Say(null);
        call.Printer.Note(text);
    }

    private CliException Stopped(KeyHandoverException stopped, string old, ProviderKey fresh) => stopped.Fault switch
    {
        KeyHandoverFault.Refused => new CliException(
            ExitCodes.Failed,
            $"The upstream does not take the new key {fresh.Masked}: {stopped.Reason}. The old key stays in service.",
            $"Delete the new key and rotate again, or go on with --no-test: 'switchyard keys delete {options.Provider} {fresh.Id:D}'."),
        KeyHandoverFault.OldBack or KeyHandoverFault.FreshGone => Unfinished(ExitCodes.Conflict, stopped.Message),
        KeyHandoverFault.Late when stopped.Stage == KeyHandoverStage.InUse =>
            Unfinished(ExitCodes.Usage, $"The old key {old} is disabled but may still be in use: {Users(stopped.Users)}."),
        _ => Unfinished(
            stopped.Fault == KeyHandoverFault.Rejected ? ExitCodes.Failed : ExitCodes.Usage,
            $"Not everybody runs {(stopped.Stage == KeyHandoverStage.Spreading ? "the new key" : "the end of the old key")}: "
            + $"{string.Join("; ", RolloutPart.Of(stopped.Rollout!).Where(static part => !part.IsDone))}."),
    };

    private CliException Unfinished(int exitCode, string message) =>
        new(exitCode, message, $"Run the same command again to go on{(options.IgnoreOffline ? "" : "; --ignore-offline does not wait for those that nobody hears of")}.");

    private static string Users(IReadOnlyList<KeyUser> users) =>
        string.Join("; ", users.Select(static user => $"{user.Kind} {user.Name}{(user.InstanceId is null ? "" : $"/{user.InstanceId}")}: {user.Reason}"));

    private static string Name(ProviderKey key) => key.Label.Length > 0 ? $"{key.Label} ({key.Masked})" : key.Masked;
}
