using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;

namespace Switchyard.Journeys.Tests.Operating;

/// <summary>The process as an operator meets it: start, wrong input, health, metrics, end.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task A_fresh_node_prints_its_operator_token_once_and_becomes_ready()
    {
        var data = Directory.CreateTempSubdirectory("switchyard-fresh-");
        string[] arguments = ["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", data.FullName];
        try
        {
            await using (var first = await NodeProcess.StartAsync(arguments))
            {
                first.Output.ShouldContain("syo_");
                using var http = new HttpClient { BaseAddress = first.ControlPlane };
                var ready = JsonNode.Parse(await http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken))!;
                ((string?)ready["status"]).ShouldBe("ready");
                (await http.GetStringAsync(new Uri("/livez", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe("ok\n");
                (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldContain("switchyard_config_revision");
                (await http.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldContain("action=\"/console/sign-in/token\"");
                first.Terminate();
                (await first.WaitForExitAsync()).ShouldBe(0, first.Output);
            }

            await using var second = await NodeProcess.StartAsync(arguments);
            second.Output.ShouldNotContain("syo_");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    [Trait("criterion", "HUB-19")]
    public async Task A_second_process_on_the_same_SQLite_file_is_refused_by_name()
    {
        var data = Directory.CreateTempSubdirectory("switchyard-twice-");
        string[] arguments = ["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", data.FullName];
        try
        {
            await using var first = await NodeProcess.StartAsync(arguments);
            await using var second = NodeProcess.Launch(arguments);
            (await second.WaitForExitAsync()).ShouldBe(1);
            second.Output.ShouldContain("switchyard.db");
            second.Output.ShouldContain(first.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--listen")]
    [InlineData("--admin-listen")]
    public async Task An_address_that_is_taken_is_named_and_nothing_is_left_to_end_on_its_own(string option)
    {
        var data = Directory.CreateTempSubdirectory("switchyard-taken-");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";
        var other = option == "--listen" ? "--admin-listen" : "--listen";
        try
        {
            await using var node = NodeProcess.Launch(["serve", option, address, other, "http://127.0.0.1:0", "--data-dir", data.FullName]);
            (await node.WaitForExitAsync()).ShouldBe(1, node.Output);
            node.Output.ShouldContain($"Failed to bind to address {address}: address already in use.");
            node.Output.ShouldNotContain("disposed");
            node.Output.ShouldNotContain("   at ", customMessage: "the reason is one line, not a stack");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Neither_plane_answers_the_others_routes()
    {
        await using var yard = await Yard.StartAsync();
        using var data = yard.Data();
        (await data.GetAsync(new Uri("/api/v1/providers", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await data.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await yard.Control().PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("serve", "--listen", "nonsense", "--listen")]
    [InlineData("serve", "--drain-timeout", "soon", "--drain-timeout")]
    [InlineData("serve", "--wrong-flag", "1", "--wrong-flag")]
    [InlineData("serve", "--listen", "https://127.0.0.1:0", "--tls-certificate")]
    [InlineData("serve", "--tls-certificate", "tls.crt", "--tls-key")]
    [InlineData("edge", "--admin-listen", "https://127.0.0.1:0", "--tls-certificate")]
    [InlineData("frobnicate", "", "", "frobnicate")]
    public async Task Wrong_words_are_named_and_end_with_2(string verb, string flag, string value, string named)
    {
        string[] arguments = [verb, .. flag.Length == 0 ? (string[])[] : [flag, value]];
        await using var process = NodeProcess.Launch(arguments);
        (await process.WaitForExitAsync()).ShouldBe(2, process.Output);
        process.Output.ShouldContain(named);
    }

    [Theory]
    [InlineData("SWITCHYARD_ADMIN_TOKEN", "short", "SWITCHYARD_ADMIN_TOKEN")]
    [InlineData("SWITCHYARD_SECRET_KEYS", "bm90IDMyIGJ5dGVz", "SWITCHYARD_SECRET_KEYS")]
    [Trait("criterion", "PRV-29")]
    public async Task Wrong_environment_is_named_without_its_text(string name, string value, string named)
    {
        await using var process = NodeProcess.Launch(["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0"], new Dictionary<string, string?> { [name] = value });
        (await process.WaitForExitAsync()).ShouldBe(2, process.Output);
        process.Output.ShouldContain(named);
        process.Output.ShouldNotContain(value);
    }

    [Fact]
    public async Task Help_ends_with_0_and_shows_environment_and_default_of_each_option()
    {
        await using var process = NodeProcess.Launch(["serve", "--help"]);
        (await process.WaitForExitAsync()).ShouldBe(0);
        process.Output.ShouldContain("SWITCHYARD_ADMIN_LISTEN");
        process.Output.ShouldContain("http://127.0.0.1:8081");
        await using var help = NodeProcess.Launch(["help"]);
        (await help.WaitForExitAsync()).ShouldBe(0);
    }
}
