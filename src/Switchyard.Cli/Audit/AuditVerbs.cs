using System.CommandLine;
using Switchyard.Admin.Client.Audit;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Audit;

/// <summary><c>switchyard audit …</c></summary>
internal static class AuditVerbs
{
    private static readonly Option<string?> Action = new("--action") { Description = "Only this action, for example provider.update." };
    private static readonly Option<string?> Actor = new("--actor") { Description = "Only this actor, by id or name." };
    private static readonly Option<string?> EntityType = new("--entity-type") { Description = "Only this kind of record, for example provider." };
    private static readonly Option<string?> Entity = new("--entity") { Description = "Only this record, by id or name." };
    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "Only rows from this time on.", CustomParser = TimeInput.Instant };
    private static readonly Option<DateTimeOffset?> To = new("--to") { Description = "Only rows before this time.", CustomParser = TimeInput.Instant };
    private static readonly Option<int> Limit = new("--limit") { Description = "Most rows, 1 to 1000.", DefaultValueFactory = _ => 50, CustomParser = NumberInput.Whole<int> };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "audit",
        "Shows who changed what.",
        verb.Create("list", "Lists audit rows, newest first.", [Action, Actor, EntityType, Entity, From, To, Limit], ListAsync),
        AuditTailVerb.Create(verb),
        verb.Create("verify", "Checks that no row was altered, removed or inserted.", [], VerifyAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var page = await call.Client.Audit.ListAsync(
            new AuditQuery
            {
                Action = call.Get(Action),
                Actor = call.Get(Actor),
                EntityType = call.Get(EntityType),
                Entity = call.Get(Entity),
                From = call.Get(From),
                To = call.Get(To),
                Limit = call.Get(Limit),
            },
            cancellationToken);
        call.Printer.Table(
            page.Items,
            ("ROW", row => row.Sequence.ToString()),
            ("AT", row => Shown.Time(row.At)),
            ("ACTION", row => row.Action),
            ("ACTOR", row => row.ActorName),
            ("RECORD", row => row.EntityName),
            ("DETAIL", row => row.Detail?.ToString()));
        if (page.Next is not null)
        {
            call.Printer.Note("There are older rows; use --to or --limit.");
        }
    }

    private static async Task<int> VerifyAsync(CliCall call, CancellationToken cancellationToken)
    {
        var found = await call.Client.Audit.VerifyAsync(cancellationToken);
        call.Printer.Line(found.Valid ? $"The audit log is whole: {found.Count} rows." : $"The audit log was touched at row {found.BrokenAt}: {found.Reason}", found);
        return found.Valid ? ExitCodes.Done : ExitCodes.Failed;
    }
}
