using System.CommandLine;
using Switchyard.Admin.Client.Operators;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Operators;

/// <summary><c>switchyard operators …</c></summary>
internal static class OperatorVerbs
{
    private static readonly Argument<Guid> Id = new("id") { Description = "Id of the operator.", CustomParser = IdInput.Read };
    private static readonly Argument<string> Name = new("name") { Description = "What people call the holder of the new token." };
    private static readonly Option<string> Role = new("--role") { Description = "viewer, operator or admin.", Required = true };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "operators",
        "Manages the tokens of the control plane.",
        verb.Create("list", "Lists operators.", [], ListAsync),
        verb.Create("create", "Issues an operator token and prints it, once.", ChangeInput.Options(Name, Role), CreateAsync),
        verb.Create("revoke", "Revokes an operator token.", ChangeInput.Options(Id), RevokeAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await call.Client.Operators.ListAsync(cancellationToken),
        ("NAME", item => item.Name),
        ("ID", item => item.Id.ToString("D")),
        ("ROLE", item => item.Role),
        ("TOKEN", item => item.Masked),
        ("ENABLED", item => Shown.Flag(item.Enabled)),
        ("CREATED", item => Shown.Time(item.CreatedAt)));

    private static async Task<int> CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var created = await call.Client.Operators.CreateAsync(new NewOperator(call.Get(Name), call.Get(Role)!), ChangeInput.Read(call), cancellationToken);
        if (created.Diff is null && !call.Printer.IsJson)
        {
            call.Printer.Note($"Operator {call.Get(Name)} has id {created.Value!.Id:D} (revision {created.Revision}). Its token is shown this once:");
            await call.Environment.Out.WriteLineAsync(created.Value.Secret);
            return ChangeInput.TellRollout(call, created);
        }

        return ChangeInput.Tell(call, created, $"Operator {call.Get(Name)} created");
    }

    private static async Task<int> RevokeAsync(CliCall call, CancellationToken cancellationToken) =>
        ChangeInput.Tell(call, await call.Client.Operators.RevokeAsync(call.Get(Id), ChangeInput.Read(call), cancellationToken), $"Operator {call.Get(Id):D} revoked");
}
