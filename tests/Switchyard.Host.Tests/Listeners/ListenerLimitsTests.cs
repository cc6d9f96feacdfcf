using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Host.Listeners;
using Switchyard.Model.Revisions;
using Switchyard.Model.Server;

namespace Switchyard.Host.Tests.Listeners;

[Trait("criterion", "PRV-66")]
public sealed class ListenerLimitsTests
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Headers_are_limited_by_the_configuration_on_open_connections_after_one_more_request_and_on_new_ones_at_once()
    {
        var limits = new ListenerLimits();
        using var listener = new DataPlaneListener(new Uri("http://127.0.0.1:0"), context => context.Response.WriteAsync("taken"), limits, certificate: null, NullLoggerFactory.Instance);
        await listener.StartAsync(Ended);
        using var connection = await Connection.OpenAsync(listener.Address);

        (await connection.AskAsync(headers: 90, length: 100)).ShouldBe("200");
        await ApplyAsync(limits, new ServerConfig { MaxHeaders = 200, MaxHeaderBytes = 65536 });
        (await connection.AskAsync(headers: 1, length: 1)).ShouldBe("200");
        (await connection.AskAsync(headers: 150, length: 300)).ShouldBe("200", "the connection is the one from before");
        await ApplyAsync(limits, new ServerConfig { MaxHeaders = 20, MaxHeaderBytes = 65536 });
        await connection.AskAsync(headers: 1, length: 1);
        (await connection.AskAsync(headers: 30, length: 10)).ShouldBe("431", "too many");

        await ApplyAsync(limits, new ServerConfig { MaxHeaders = 20, MaxHeaderBytes = 4096 });
        using var second = await Connection.OpenAsync(listener.Address);
        (await second.AskAsync(headers: 10, length: 300)).ShouldBe("200");
        (await second.AskAsync(headers: 10, length: 500)).ShouldBe("431", "too long");
    }

    [Fact]
    public async Task The_least_speed_of_a_body_is_that_of_the_configuration_when_the_request_began()
    {
        var limits = new ListenerLimits();
        using var listener = new DataPlaneListener(
            new Uri("http://127.0.0.1:0"),
            context => context.Response.WriteAsync(Rate(context)),
            limits,
            certificate: null,
            NullLoggerFactory.Instance);
        await ApplyAsync(limits, new ServerConfig { MinBodyRate = 500 });
        await listener.StartAsync(Ended);
        using var http = new HttpClient { BaseAddress = new Uri(listener.Address) };

        (await http.GetStringAsync(new Uri("/", UriKind.Relative), Ended)).ShouldBe("500 B/s after 5 s");
        await ApplyAsync(limits, new ServerConfig { MinBodyRate = 1000 });
        await http.GetStringAsync(new Uri("/", UriKind.Relative), Ended);
        (await http.GetStringAsync(new Uri("/", UriKind.Relative), Ended)).ShouldBe("1000 B/s after 5 s");

        static string Rate(HttpContext context)
        {
            var rate = context.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate!;
            return string.Create(CultureInfo.InvariantCulture, $"{rate.BytesPerSecond} B/s after {rate.GracePeriod.TotalSeconds} s");
        }
    }

    [Fact]
    public async Task What_is_prepared_and_not_committed_changes_nothing()
    {
        var limits = new ListenerLimits();
        var kestrel = new Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerLimits();
        limits.Attach(kestrel);
        using (await limits.PrepareAsync(Model(new ServerConfig { MaxHeaders = 11 }), null, Ended))
        {
        }

        kestrel.MaxRequestHeaderCount.ShouldBe(100);
    }

    private static async Task ApplyAsync(ListenerLimits limits, ServerConfig server)
    {
        using var change = await limits.PrepareAsync(Model(server), null, Ended);
        change.Commit();
    }

    private static ConfigurationModel Model(ServerConfig server) => new() { Epoch = Guid.Empty, Revision = 1, Hash = "", Server = server };

    /// <summary>A connection that a test keeps open.</summary>
    private sealed class Connection(TcpClient client) : IDisposable
    {
        public static async Task<Connection> OpenAsync(string address)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, new Uri(address).Port, Ended);
            return new Connection(client);
        }

        /// <summary>The status of a request with so many headers of so many characters.</summary>
        public async Task<string> AskAsync(int headers, int length)
        {
            var request = new StringBuilder("GET / HTTP/1.1\r\nHost: x\r\n");
            for (var i = 0; i < headers - 1; i++)
            {
                request.Append(CultureInfo.InvariantCulture, $"x-{i}: ").Append('v', length).Append("\r\n");
            }

            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), Ended);
            var answer = new StringBuilder();
            var buffer = new byte[4096];
            while (!answer.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal) && await client.GetStream().ReadAsync(buffer, Ended) is var read and > 0)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            return answer.ToString().Split(' ')[1];
        }

        public void Dispose() => client.Dispose();
    }
}
