using System.Net;
using System.Text;
using Switchyard.Bundles.Peers;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Peers;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Peers;

/// <summary>Who is taken for a node: whoever signs with the keys that nodes share, for this node, this path and this body, now, and once.</summary>
[Trait("criterion", "BND-51")]
public sealed class SignatureTests : IAsyncLifetime
{
    private const string Body = """{"lease":1,"start":false}""";

    private static readonly string Path = PeerPaths.ViewOf(Yard.Key);

    private readonly HttpClient _http = new();
    private PeerRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await PeerRig.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task A_signed_request_is_served_once()
    {
        var signature = Sign().ToString();
        (await SendAsync(signature)).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(signature)).ShouldBe(HttpStatusCode.Unauthorized, "it was sent before");
        (await SendAsync(Sign().ToString())).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1 2 3")]
    [InlineData("1 bbbbbbbb-0000-0000-0000-000000000000 0 n 00 AAAA")]
    [InlineData("1 bbbbbbbb-0000-0000-0000-000000000000 9999999999999999 n 00 AAAA")]
    [InlineData("Bearer journey-operator-token")]
    public async Task What_is_no_signature_is_refused(string? signature) => (await SendAsync(signature)).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_signature_is_good_for_its_body_path_and_addressee_only()
    {
        (await SendAsync(Sign().ToString(), body: Body + " ")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(Sign(path: PeerPaths.RequestsOf(Yard.Key)).ToString())).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(Sign(to: PeerRig.OtherId).ToString())).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync((Sign() with { From = PeerRig.OwnerId }).ToString())).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync((Sign() with { Nonce = "other" }).ToString())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(-31)]
    [InlineData(31)]
    public async Task A_signature_of_another_time_is_refused(int seconds)
    {
        _rig.Clock.Set(PeerRig.DatabaseTime + TimeSpan.FromSeconds(seconds), _rig.Owner.Time.GetTimestamp());
        (await SendAsync(Sign().ToString())).ShouldBe(HttpStatusCode.Unauthorized);
        _rig.Clock.Set(PeerRig.DatabaseTime + TimeSpan.FromSeconds(seconds * 29 / 31), _rig.Owner.Time.GetTimestamp());
        (await SendAsync(Sign().ToString())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wall_clocks_that_are_an_hour_apart_do_not_matter()
    {
        _rig.Owner.Time.JumpWallClock(TimeSpan.FromHours(1));
        (await SendAsync(Sign().ToString())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_of_another_system_sign_nothing_here()
    {
        var stranger = new PeerSigner(new SecretSealer(SecretKeyRing.Create()), new NodeIdentity(PeerRig.OtherId, "b"), _rig.Clock);
        (await SendAsync(stranger.Sign(PeerRig.OwnerId, Path, Encoding.UTF8.GetBytes(Body))!.ToString())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_lease_or_another_bundle_is_not_served()
    {
        var body = Body.Replace("\"lease\":1", "\"lease\":2", StringComparison.Ordinal);
        (await SendAsync(Sign(body: body).ToString(), body)).ShouldBe(HttpStatusCode.Conflict);
    }

    private PeerSignature Sign(Guid? to = null, string? path = null, string body = Body) => _rig.Signer.Sign(to ?? PeerRig.OwnerId, path ?? Path, Encoding.UTF8.GetBytes(body))!;

    private async Task<HttpStatusCode> SendAsync(string? signature, string body = Body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_rig.Address, Path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(PeerSignature.Header, signature);
        }

        using var answer = await _http.SendAsync(request, Patience.Token);
        return answer.StatusCode;
    }
}
