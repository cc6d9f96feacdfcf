using System.CommandLine;
using System.Globalization;
using Switchyard.Admin.Client.Chats;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Chats;

/// <summary><c>switchyard chats …</c></summary>
internal static class ChatVerbs
{
    private static readonly Argument<Guid> Id = new("chat") { Description = "Id of the chat.", CustomParser = IdInput.Read };
    private static readonly Argument<string?> Text = new("text") { Description = "What to say; - or nothing reads it from standard input.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> NewModel = new("--model") { Description = "The model that answers, as provider/model or an alias.", Required = true };
    private static readonly Option<string?> Model = new("--model") { Description = "The model that answers from now on." };
    private static readonly Option<string?> Title = new("--title") { Description = "What people call it." };
    private static readonly Option<Guid?> Workspace = new("--workspace") { Description = "Id of its workspace.", CustomParser = static result => IdInput.Read(result) };
    private static readonly Option<bool> NoWorkspace = new("--no-workspace") { Description = "Takes its workspace away." };
    private static readonly Option<string?> Agent = new("--agent") { Description = "Name of the agent it wants; an empty one for whichever comes first." };
    private static readonly Option<Guid?> Parent = new("--parent") { Description = "Id of the chat it begins from; it has the same workspace, build and agent.", CustomParser = static result => IdInput.Read(result) };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "chats",
        "Talks with models, with the tools of a workspace's agent. It talks to the data plane, with an access key.",
        verb.Create("list", "Lists the user's chats, the one that was changed last first.", [Workspace], ListAsync),
        verb.Create("show", "Shows a chat.", [Id], ShowAsync),
        verb.Create("create", "Makes a chat and prints its id.", [NewModel, Title, Workspace, Agent, Parent], CreateAsync),
        verb.Create("update", "Changes a chat. A workspace or an agent that is named is chosen anew.", [Id, Model, Title, Workspace, NoWorkspace, Agent], UpdateAsync),
        verb.Create("delete", "Deletes a chat with all that was said in it.", [Id], DeleteAsync),
        verb.Create("messages", "Shows what was said in a chat.", [Id], MessagesAsync),
        verb.Create("send", "Says something and prints the answer as it comes.", [Id, Text], SendAsync),
        verb.Create("watch", "Follows the turn that runs, or ran a moment ago, to its end, on whichever node it is.", [Id], WatchAsync),
        verb.Create("cancel", "Ends the turn that runs; what it had stays.", [Id], CancelAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await Pages.AllAsync(cursor => call.Chats.ListAsync(call.Get(Workspace), 1000, cursor, cancellationToken)),
        ("ID", chat => chat.Id.ToString("D")),
        ("TITLE", chat => chat.Title.Length == 0 ? null : chat.Title),
        ("MODEL", chat => chat.Model),
        ("TURN", chat => chat.Turn?.State),
        ("WORKSPACE", chat => chat.WorkspaceId?.ToString("D")),
        ("UPDATED", chat => Shown.Time(chat.UpdatedAt)));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Record(
        await call.Chats.GetAsync(call.Get(Id), cancellationToken),
        ("id", chat => chat.Id.ToString("D")),
        ("title", chat => chat.Title.Length == 0 ? null : chat.Title),
        ("model", chat => chat.Model),
        ("parent", chat => chat.ParentId?.ToString("D")),
        ("workspace", chat => chat.WorkspaceId?.ToString("D")),
        ("build", chat => chat.BuildId?.ToString("D")),
        ("agent", chat => chat.AgentId?.ToString("D")),
        ("wanted agent", chat => chat.Agent),
        ("binding", chat => chat.Binding is { } binding ? $"{binding.Version.ToString(CultureInfo.InvariantCulture)} since {Shown.Time(binding.At)}" : null),
        ("turn", chat => chat.Turn is { } turn ? $"{turn.Number.ToString(CultureInfo.InvariantCulture)} {turn.State}{(turn.Node is null ? "" : $" on {turn.Node}")}" : null),
        ("created", chat => Shown.Time(chat.CreatedAt)),
        ("updated", chat => Shown.Time(chat.UpdatedAt)));

    private static async Task CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var chat = await call.Chats.CreateAsync(
            new NewChat(call.Get(NewModel)!) { Title = call.Get(Title), WorkspaceId = call.Get(Workspace), Agent = call.Get(Agent), ParentId = call.Get(Parent) }, cancellationToken);

        // The id alone goes to standard output, so that it can be piped on.
        call.Printer.Line(chat.Id.ToString("D"), chat);
    }

    private static async Task UpdateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var patch = new ChatPatch { Title = call.Get(Title), Model = call.Get(Model), WorkspaceId = call.Get(Workspace), Unbind = call.Get(NoWorkspace), Agent = call.Get(Agent) };
        if (patch == new ChatPatch())
        {
            throw new CliException(ExitCodes.Usage, "Nothing to change was given.", "Use --title, --model, --workspace, --no-workspace or --agent.");
        }

        if (patch is { Unbind: true, WorkspaceId: not null })
        {
            throw new CliException(ExitCodes.Usage, "--workspace and --no-workspace say opposite things.");
        }

        call.Printer.Line($"Chat {call.Get(Id):D} updated.", await call.Chats.UpdateAsync(call.Get(Id), patch, cancellationToken));
    }

    private static async Task DeleteAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Chats.DeleteAsync(call.Get(Id), cancellationToken);
        call.Printer.Line($"Chat {call.Get(Id):D} deleted.", new { id = call.Get(Id), deleted = true });
    }

    private static async Task CancelAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Chats.CancelAsync(call.Get(Id), cancellationToken);
        call.Printer.Line($"The end of the turn in chat {call.Get(Id):D} was asked for.", new { id = call.Get(Id), cancelled = true });
    }

    private static async Task MessagesAsync(CliCall call, CancellationToken cancellationToken)
    {
        var messages = await Pages.AllAsync(cursor => call.Chats.ListMessagesAsync(call.Get(Id), 1000, cursor, cancellationToken));
        if (call.Printer.IsJson)
        {
            call.Printer.Json(messages);
            return;
        }

        foreach (var message in messages)
        {
            await call.Environment.Out.WriteLineAsync(ChatTexts.Of(message));
        }
    }

    private static Task<int> WatchAsync(CliCall call, CancellationToken cancellationToken) =>
        new TurnPrinter(call).FollowAsync(call.Chats.WatchAsync(call.Get(Id), null, cancellationToken), cancellationToken);

    private static async Task<int> SendAsync(CliCall call, CancellationToken cancellationToken)
    {
        var text = call.GetOptional(Text) is { } given and not "-" ? given : await call.Environment.In.ReadToEndAsync(cancellationToken);
        return string.IsNullOrWhiteSpace(text)
            ? throw new CliException(ExitCodes.Usage, "There is nothing to say.", "Give the text, or send it to standard input.")
            : await new TurnPrinter(call).FollowAsync(call.Chats.SendAsync(call.Get(Id), text, cancellationToken), cancellationToken);
    }
}
