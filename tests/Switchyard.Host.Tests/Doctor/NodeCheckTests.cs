using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchyard.Host.Doctor;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Certificates;
using Switchyard.Testing.Runs;

namespace Switchyard.Host.Tests.Doctor;

/// <summary>What the node that runs is asked, and what of its answers is blamed.</summary>
public sealed class NodeCheckTests
{
    [Theory]
    [InlineData("localhost", "its certificate is not for that name")]
    [InlineData("127.0.0.1", "this machine does not trust its certificate")]
    public async Task A_certificate_that_is_not_accepted_is_told_and_the_node_counts_as_running(string name, string told)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var serving = RefusedAsync(listener);
        var check = new NodeCheck(new Uri($"https://{name}:{port}"), null);

        var finding = (await check.RunAsync(Patience.Token)).ShouldHaveSingleItem();
        await serving;

        (finding.State, finding.Hint).ShouldBe((FindingState.Warning, "Name it with --url."));
        finding.Detail.ShouldContain(told);
        check.Presence.ShouldBe(Presence.Running);
    }

    [Fact]
    public async Task A_key_that_is_disabled_need_not_work()
    {
        var (used, disabled) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var node = await ToyNodeAsync(
            $$"""{"items":[{"name":"main","enabled":true,"keys":[{"id":"{{used}}","enabled":true},{"id":"{{disabled}}","enabled":false}]}]}""",
            $$"""{"results":[{"keyId":"{{used}}","label":"used","ok":true},{"keyId":"{{disabled}}","label":"old","ok":false,"error":"unauthorized"}]}""");

        var findings = await new NodeCheck(new Uri(node.Urls.Single()), new Secret("token")).RunAsync(Patience.Token);

        findings.Where(static finding => finding.Check == "provider main").ShouldHaveSingleItem().Detail.ShouldBe("Key used works.");
        findings.ShouldAllBe(static finding => finding.State == FindingState.Ok);
    }

    private static async Task RefusedAsync(TcpListener listener)
    {
        using var owned = listener;
        var pem = TestCertificate.Create();
        using var certificate = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
        using var client = await listener.AcceptTcpClientAsync(Patience.Token);
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Patience.Token);
        }
        catch (Exception end) when (end is IOException or AuthenticationException)
        {
            // The client does not go on.
        }
    }

    private static async Task<WebApplication> ToyNodeAsync(string providers, string results)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var node = builder.Build();
        node.MapGet("/readyz", static () => Json("""{"status":"ready","reasons":[],"revision":1}"""));
        node.MapGet("/api/v1/providers", () => Json(providers));
        node.MapPost("/api/v1/providers/main/test", () => Json(results));
        node.MapGet("/api/v1/nodes", static () => Json("""{"items":[]}"""));
        await node.StartAsync(Patience.Token);
        return node;
    }

    private static IResult Json(string text) => Results.Content(text, "application/json");
}
