using System.Net;
using Switchyard.Model.Access;
using Switchyard.Testing.Nodes;

namespace Switchyard.Journeys.Tests.Edges;

/// <summary>Edges that never met a control plane.</summary>
public sealed class LonelyEdgeTests
{
    [Fact]
    [Trait("criterion", "HUB-77")]
    public async Task Without_state_and_contact_it_lives_and_says_that_it_is_not_ready()
    {
        var data = Directory.CreateTempSubdirectory("switchyard-edge-alone-");
        try
        {
            string[] arguments =
                ["edge", "--control-plane", "http://127.0.0.1:1", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", data.FullName];
            var token = AccessToken.Create(AccessToken.GatewayPrefix, Guid.Empty).Reveal();
            await using var edge = await NodeProcess.StartEdgeAsync(arguments, new Dictionary<string, string?> { ["SWITCHYARD_GATEWAY_TOKEN"] = token });
            using var http = new HttpClient { BaseAddress = edge.ControlPlane };
            (await http.GetStringAsync(new Uri("/livez", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe("ok\n");
            using var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldContain("switchyard_edge_offline_seconds");
            edge.Terminate();
            (await edge.WaitForExitAsync()).ShouldBe(0, edge.Output);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("", "swg_x", "--control-plane")]
    [InlineData("ftp://x", "swg_x", "--control-plane")]
    [InlineData("http://127.0.0.1:1", "", "SWITCHYARD_GATEWAY_TOKEN")]
    [InlineData("http://127.0.0.1:1", "sy_not-a-gateway-token", "SWITCHYARD_GATEWAY_TOKEN")]
    public async Task What_is_missing_or_wrong_is_named_without_its_text(string controlPlane, string token, string named)
    {
        string[] arguments = ["edge", .. controlPlane.Length == 0 ? (string[])[] : ["--control-plane", controlPlane]];
        await using var edge = NodeProcess.Launch(arguments, new Dictionary<string, string?> { ["SWITCHYARD_GATEWAY_TOKEN"] = token });
        (await edge.WaitForExitAsync()).ShouldBe(2, edge.Output);
        edge.Output.ShouldContain(named);
        edge.Output.ShouldNotContain("not-a-gateway-token");
    }
}
