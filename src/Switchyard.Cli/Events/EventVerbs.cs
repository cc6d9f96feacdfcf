using System.CommandLine;
using System.Globalization;
using Switchyard.Admin.Client.Events;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Events;

/// <summary><c>switchyard events …</c></summary>
internal static class EventVerbs
{
    private static readonly Option<string[]?> Type = new("--type") { Description = "Only events of this type, for example ai_providers_changed; repeat it for several." };
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Goes on until Ctrl+C, which is what it does in any case." };
    private static readonly Option<long?> After = new("--after") { Description = "Begins after this revision instead of now.", CustomParser = NumberInput.OptionalWhole<long> };

    private static readonly Option<int?> Count = new("--count", "-n") { Description = "Ends after this many events; useful to wait for the next one.", CustomParser = NumberInput.OptionalWhole<int> };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "events",
        "Shows what happens.",
        verb.Create("tail", "Shows changes as they are made, until Ctrl+C. A broken connection is resumed where it broke.", [Type, After, Follow, Count], TailAsync));

    private static async Task TailAsync(CliCall call, CancellationToken cancellationToken)
    {
        using var stop = new StopRequest(cancellationToken);
        var wanted = call.Get(Type) is { Length: > 0 } types ? types.ToHashSet(StringComparer.Ordinal) : null;
        var left = call.Get(Count) ?? 0;
        if (left < 0)
        {
            throw new CliException(ExitCodes.Usage, "--count is 1 or more.");
        }

        try
        {
            await foreach (var item in new EventFollower(call).FollowAsync(call.Get(After)?.ToString(CultureInfo.InvariantCulture), stop.Token))
            {
                if (Show(call, item, wanted) && --left == 0)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // A tail has no other end than being stopped.
        }
    }

    /// <returns>Whether it was an event that was asked for.</returns>
    private static bool Show(CliCall call, TailItem item, HashSet<string>? wanted)
    {
        if (item.Gap is { } gap)
        {
            call.Printer.Note($"Events {gap.After + 1} to {gap.Oldest - 1} are gone.");
            if (call.Printer.IsJson)
            {
                call.Printer.Next("", new { @event = "gap", after = gap.After, oldest = gap.Oldest });
            }
        }
        else if (item.Event is { } happened && wanted?.Contains(happened.Event) != false)
        {
            call.Printer.Next($"{Shown.Time(happened.OriginatedAt)}  {happened.Version,6}  {happened.Event}  {happened.Action}  {happened.EntityId}", happened);
            return true;
        }

        return false;
    }
}
