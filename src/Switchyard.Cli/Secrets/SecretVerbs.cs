using System.CommandLine;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Secrets;

/// <summary><c>switchyard secrets …</c></summary>
internal static class SecretVerbs
{
    private static readonly Option<bool> Yes = new("--yes") { Description = "Confirms that values which no key of the node opens are to go for ever." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "secrets",
        "Looks after sealed values.",
        verb.Create("status", "Counts sealed values per sealing key.", [], StatusAsync),
        verb.Create("rotate", "Seals every value anew by the node's first key.", ChangeInput.WaitOption(), RotateAsync),
        verb.Create("erase", "Removes values that no key of the node opens.", ChangeInput.WaitOption(Yes), EraseAsync));

    private static async Task StatusAsync(CliCall call, CancellationToken cancellationToken)
    {
        var status = await call.Client.Secrets.StatusAsync(cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(status);
            return;
        }

        call.Printer.Table(
            status.Uses,
            ("KEY", use => use.KeyId),
            ("VALUES OF", use => $"{use.Table}.{use.Column}"),
            ("COUNT", use => use.Count.ToString()),
            ("READABLE", use => Shown.Flag(use.Readable)),
            ("SEALS", use => Shown.Flag(use.Seals)));
        foreach (var idle in status.Keys.Where(key => key != status.SealingKeyId && status.Uses.All(use => use.KeyId != key)))
        {
            call.Printer.Note($"No value uses the key {idle}; it may be retired.");
        }
    }

    private static async Task<int> RotateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var done = await call.Client.Secrets.RotateAsync(ChangeInput.Read(call), cancellationToken);
        call.Printer.Line($"{done.Value!.Changed} values sealed anew, {done.Value.Remaining} remaining, {done.Value.Unreadable} unreadable.", done.Value);
        return done.Value.Remaining == 0 ? ChangeInput.TellRollout(call, done) : ExitCodes.Failed;
    }

    private static async Task<int> EraseAsync(CliCall call, CancellationToken cancellationToken)
    {
        if (!call.Get(Yes))
        {
            throw new CliException(ExitCodes.Usage, "Erased values can not come back.", "See 'switchyard secrets status' first, then confirm with --yes.");
        }

        var done = await call.Client.Secrets.EraseAsync(ChangeInput.Read(call), cancellationToken);
        call.Printer.Line($"{done.Value!.Changed} values erased.", done.Value);
        return ChangeInput.TellRollout(call, done);
    }
}
