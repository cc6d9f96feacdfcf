using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions.Clients;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Bundles.Sessions.Transports;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>Objects with a member that is there twice. The platform throws when one is looked at, not when it is read.</summary>
public sealed class TwiceTests
{
    [Fact]
    [Trait("criterion", "BND-35")]
    public void An_error_that_has_a_member_twice_is_an_error_all_the_same()
    {
        var error = RemoteConnections.ErrorOf((JsonObject)MessageParser.Parse("""{"code":1,"code":2,"message":"m"}"""u8)!.Single());

        error.Code.ShouldBe(-32603);
        error.Message.ShouldBe("The server answered with an error that has a member twice.");
    }

    [Fact]
    [Trait("criterion", "BND-35")]
    public async Task A_tool_that_has_a_member_twice_is_left_out_and_the_others_stay()
    {
        var faults = new List<string>();
        var list = JsonNode.Parse("""{"tools":[{"name":"a","name":"b"},{"name":"good","inputSchema":{"x":1,"x":2}}]}""");

        var tools = await ToolList.ReadAsync(_ => Task.FromResult(list), static _ => null, faults.Add);

        tools.Select(static tool => tool.Name).ShouldBe(["good"]);
        faults.ShouldBe(["A tool without a name is left out."]);
    }
}
