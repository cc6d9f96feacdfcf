using System.Globalization;
using System.Text.Json;
using Switchyard.Admin.Client.Chats;
using Switchyard.Admin.Client.Problems;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Workload;

/// <summary>
/// Says one thing after the other in chats of his own, on whichever node, and follows each turn to its end: on another node when the connection breaks, and now and then because he likes to. In every second chat each
/// turn sends an agent for something.
/// </summary>
internal sealed class Talker(RigRun run, int number)
{
    private const int TurnsPerChat = 10;
    private const int RestlessOneIn = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    /// <summary>A connection that says nothing for so long is dead: a turn that works says something every 40 ms, and heartbeats are no events.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>How long it may take until somebody says how a turn ended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"talker-{number}");
    private readonly Random _random = run.RandomFor("talker", number);
    private int _said;
    private int _chats;

    /// <summary>What the errands of a run begin with.</summary>
    public static string ErrandsOf(RigRun run) => run.Name + "t";

    /// <summary>Talks until <paramref name="stop"/>; a turn that has begun comes to its end.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        Guid? chat = null;
        for (var turn = 0; await Pace.GoesOnAsync(Pause, stop);)
        {
            chat ??= await BeginAsync(cancellationToken);
            if (chat is null)
            {
                continue;
            }

            var outcome = await SayAsync(chat.Value, cancellationToken);

            // After an answer that did not come there may be a turn of which he knows nothing.
            if (++turn % TurnsPerChat == 0 || outcome is TurnOutcome.Unreached or TurnOutcome.Unended)
            {
                chat = null;
            }
        }
    }

    private static bool IsBroken(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private ChatsClient Connect(Member node) => ChatsClient.Connect(run.Doors.Requests(node), run.Yard.AccessKey);

    private async Task<Guid?> BeginAsync(CancellationToken cancellationToken)
    {
        var errand = ++_chats % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{ErrandsOf(run)}{number}c{_chats}") : null;
        var wanted = errand is null ? new NewChat(ChatModel.Name) : new NewChat(ErrandAgent.ModelFor(errand)) { WorkspaceId = run.Yard.Agent.Workspace };
        using var client = Connect(run.PickNode(_random));
        try
        {
            var chat = await client.CreateAsync(wanted, cancellationToken);
            run.Book.Append(new ChatBegan(run.Book.Now, _name, chat.Id, errand));
            return chat.Id;
        }
        catch (Exception broken) when (broken is SwitchyardApiException || IsBroken(broken, cancellationToken))
        {
            return null;
        }
    }

    private async Task<TurnOutcome> SayAsync(Guid chat, CancellationToken cancellationToken)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{run.Name} {_name} {++_said}");
        var node = run.PickNode(_random);
        var ended = new TurnEnded(run.Book.Now, _name, chat, said, node.Name, run.Book.Now, TurnOutcome.Unreached) { Connections = 1 };
        run.Book.Append(new MessageAsked(ended.AskedAt, _name, chat, said, node.Name));
        var watcher = new TurnWatcher();
        try
        {
            using var client = Connect(node);
            var leaves = _random.Next(RestlessOneIn) == 0 ? _random.Next(1, ChatModel.Tokens) : int.MaxValue;
            await FollowAsync(token => client.SendAsync(chat, said, token), watcher, leaves, cancellationToken);
        }
        catch (SwitchyardApiException refused)
        {
            ended = ended with { Outcome = refused.Code == "outcome_unknown" ? TurnOutcome.Unreached : TurnOutcome.Refused, Detail = $"{refused.Status} {refused.Code}: {refused.Message}" };
        }
        catch (Exception broken) when (IsBroken(broken, cancellationToken))
        {
            ended = ended with { Detail = (broken.InnerException ?? broken).Message };
        }

        if (watcher.Turn is not null)
        {
            ended = ended with { Connections = 1 + await FollowElsewhereAsync(chat, watcher, cancellationToken), Outcome = watcher.Outcome ?? TurnOutcome.Unended };
        }

        run.Book.Append(watcher.Fill(ended) with { At = run.Book.Now });
        return ended.Outcome;
    }

    private async Task<int> FollowElsewhereAsync(Guid chat, TurnWatcher watcher, CancellationToken cancellationToken)
    {
        var (connections, from) = (0, run.Book.Now);
        while (watcher.Outcome is null && run.Book.Now - from < Patience)
        {
            var node = run.PickNode(_random);
            if (node.IsRunning)
            {
                connections++;
                using var client = Connect(node);
                try
                {
                    await FollowAsync(token => client.WatchAsync(chat, watcher.LastId, token), watcher, int.MaxValue, cancellationToken);
                }
                catch (Exception broken) when (broken is SwitchyardApiException || IsBroken(broken, cancellationToken))
                {
                    // Another one is asked.
                }
            }

            if (watcher.Outcome is null)
            {
                await Pace.WaitAsync(RetryPause, cancellationToken);
            }
        }

        return connections;
    }

    private static async Task FollowAsync(Func<CancellationToken, IAsyncEnumerable<ChatEvent>> open, TurnWatcher watcher, int leavesAfter, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(Silence);
        await foreach (var happened in open(silence.Token))
        {
            silence.CancelAfter(Silence);
            watcher.Take(happened);
            if (watcher.Outcome is not null || watcher.Events >= leavesAfter)
            {
                return;
            }
        }
    }
}
