using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Hub.Chats;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Runs;

namespace Switchyard.Agents.Tests.Bindings;

/// <summary>A node hears of the bindings of the chats it works on, and reads nothing of the others.</summary>
public sealed class BindingWatchTests
{
    [Fact]
    [Trait("criterion", "AGT-36")]
    public async Task Nothing_is_read_while_no_turn_runs_here_and_what_was_not_read_is_heard_when_one_does()
    {
        await using var world = await World.StartAsync();
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!;
        var began = await world.Node.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, HubStreams.Chats, token), World.Ending);
        var live = new Live();
        var database = new CountingDatabase(world.Node.Database);
        using var watch = new BindingWatch(database, live, world.Node.Get<AgentConnections>(), world.Node.Get<VersionWatcher>(), world.Time, NullLogger<BindingWatch>.Instance);
        await watch.StartAsync(World.Ending);
        await live.LookedAsync();

        await ChooseAsync(world, id);
        await live.LookedAsync();
        database.Reads.ShouldBe(0);

        // A turn that had begun before that choice.
        live.Chat = new LiveChat(id, world.UserId, null, [], new ChatBinding(null, null, null, 1), began);
        await ChooseAsync(world, (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!);
        while (live.Chat.Binding.WorkspaceId is null)
        {
            await Patience.PauseAsync(World.Ending);
        }

        live.Chat.Binding.ShouldBe(new ChatBinding(world.Web, null, null, 2));
        await watch.StopAsync(World.Ending);
    }

    private static async Task ChooseAsync(World world, Guid chat) =>
        (await world.Node.Get<ChatChanges>().PatchAsync(world.UserId, chat, new ChatPatch { SetsWorkspace = true, WorkspaceId = world.Web }, World.Ending)).Refusal.ShouldBe(ChatRefusal.None);

    private sealed class Live : ILiveChats
    {
        private readonly Channel<bool> _looks = Channel.CreateUnbounded<bool>();
        private volatile LiveChat? _chat;

        public LiveChat? Chat
        {
            get => _chat;
            set => _chat = value;
        }

        public long? Since
        {
            get
            {
                _looks.Writer.TryWrite(true);
                return _chat?.Since;
            }
        }

        public async Task LookedAsync() => await _looks.Reader.ReadAsync(World.Ending);

        public LiveChat? Find(Guid chatId) => _chat is { } chat && chat.Id == chatId ? chat : null;
    }
}
