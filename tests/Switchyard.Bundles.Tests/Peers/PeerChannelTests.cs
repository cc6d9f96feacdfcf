using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Peers;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Bundles.Tests.Peers;

public sealed class PeerChannelTests
{
    [Theory]
    [InlineData(401, PeerFault.NotTrusted, false)]
    [InlineData(421, PeerFault.NotTrusted, false)]
    [InlineData(400, PeerFault.Refused, false)]
    [InlineData(404, PeerFault.Refused, false)]
    [InlineData(409, PeerFault.Refused, false)]
    [InlineData(408, PeerFault.NotReached, true)]
    [InlineData(429, PeerFault.NotReached, true)]
    [InlineData(500, PeerFault.NotReached, true)]
    [InlineData(503, PeerFault.NotReached, true)]
    public async Task Only_a_clear_no_of_another_node_is_taken_for_one(int status, PeerFault fault, bool wasWritten)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await app.StartAsync(Patience.Token);
        var time = new FakeTime();
        var clock = new PeerClock(time);
        clock.Set(FakeTime.Start, time.GetTimestamp());
        using var channel = new PeerChannel(new PeerSigner(new SecretSealer(SecretKeyRing.Create()), new NodeIdentity(Guid.CreateVersion7(), "a"), clock), clock);

        var failed = await Should.ThrowAsync<PeerException>(() => channel.PostAsync(new PeerNode(Guid.CreateVersion7(), "b", new Uri(app.Urls.Single())), "/x", "{}"u8.ToArray(), Patience.Token));

        (failed.Fault, failed.WasWritten).ShouldBe((fault, wasWritten));
    }
}
