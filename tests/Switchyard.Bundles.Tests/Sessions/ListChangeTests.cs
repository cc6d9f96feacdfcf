using System.Text.Json.Nodes;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>Lists follow the server.</summary>
public sealed class ListChangeTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData()]
    [InlineData("stateless")]
    public async Task A_list_that_changes_is_read_again(params string[] options)
    {
        var server = await _rig.StartAsync(options);
        var change = _rig.Observer.ChangeAsync();

        await ServerRig.CallAsync(server, "change");

        (await change).ShouldBe(1);
        server.Tools[^1].Name.ShouldBe("new-1");
    }

    [Fact]
    public async Task Resources_that_change_are_told_of()
    {
        var server = await _rig.StartAsync();

        await ServerRig.CallAsync(server, "resources-changed");

        (await _rig.Observer.ChangeAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_does_not_say_so_is_asked_every_five_minutes()
    {
        var script = """
            answer() { read -r line; printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$1" "$2"; }
            answer 1 '{"protocolVersion":"2025-06-18","capabilities":{"tools":{}}}'; read -r line
            answer 2 '{"tools":[{"name":"a"}]}'
            answer 3 '{"tools":[{"name":"a"}]}'
            answer 4 '{"tools":[{"name":"a","description":"other"}]}'
            while read -r line; do :; done
            """;
        var server = await _rig.StartAsync(ServerRig.Shell(script));
        var first = server.Tools[0].Hash;
        for (var i = 0; i < 2; i++)
        {
            await _rig.Time.WhenArmedAsync(TimeSpan.FromMinutes(5)).WaitAsync(Patience.Token);
            _rig.Time.Advance(TimeSpan.FromMinutes(5));
        }

        (await _rig.Observer.ChangeAsync()).ShouldBe(1);
        server.Tools[0].Hash.ShouldNotBe(first);
    }

    [Fact]
    public async Task A_list_that_can_not_be_read_again_stays_as_it_was()
    {
        var script = """
            answer() { read -r line; printf '{"jsonrpc":"2.0","id":%s,%s}\n' "$1" "$2"; }
            answer 1 '"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true}}}'; read -r line
            answer 2 '"result":{"tools":[{"name":"a"}]}'
            echo '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}'
            answer 3 '"error":{"code":-1,"message":"not now"}'
            while read -r line; do :; done
            """;
        var server = await _rig.StartAsync(ServerRig.Shell(script));

        await _rig.Observer.LineAsync("The list of tools could not be read again; the one that is known stays: not now");

        server.Tools.ShouldHaveSingleItem().Name.ShouldBe("a");
    }
}
