using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.Guards;

/// <summary>What a browser could be made to send by somebody else's page, and what every answer says about itself.</summary>
public sealed class GuardTests(TestYard yard)
{
    [Fact]
    public async Task The_first_page_answers_html_without_signing_in_and_others_lead_to_it()
    {
        using var nobody = Client(null);
        using var root = await nobody.GetAsync("/", Patience.Token);
        root.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var other = await nobody.GetAsync("/console/providers", Patience.Token);
        other.Headers.Location!.ToString().ShouldBe("/console/sign-in?then=%2Fconsole%2Fproviders");
        using var page = await nobody.GetAsync("/console", Patience.Token);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        page.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        page.Headers.Contains("Referrer-Policy").ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_is_led_away_by_a_link_to_the_sign_in_page()
    {
        foreach (var elsewhere in new[] { "https://elsewhere.example/", "//elsewhere.example", "/console\\..//elsewhere.example", "/api/v1/config" })
        {
            using var nobody = Client(null);
            var page = await nobody.GetStringAsync($"/console/sign-in?then={Uri.EscapeDataString(elsewhere)}", Patience.Token);
            page.ShouldContain("name=\"then\" value=\"/console\"");
        }
    }

    [Fact]
    public async Task A_name_the_control_plane_is_not_known_under_is_refused()
    {
        using var client = Client(null);
        client.DefaultRequestHeaders.Host = "rebound.example";
        using var answer = await client.GetAsync("/console/sign-in", Patience.Token);
        ((int)answer.StatusCode).ShouldBe(421);
    }

    [Fact]
    public async Task The_cookie_reads_and_changes_only_for_a_page_of_this_origin_that_repeats_what_it_read()
    {
        using var client = Client(yard.SessionOf("operator"));
        var own = JsonElement.Parse(await client.GetByteArrayAsync("/api/v1/operators/me", Patience.Token));
        own.GetProperty("name").GetString().ShouldBe("test-operator");
        var antiforgery = own.GetProperty("antiforgery").GetString()!;
        var origin = yard.Address.GetLeftPart(UriPartial.Authority);

        (await PostAsync(client, null, null)).ShouldBe(403);
        (await PostAsync(client, origin, null)).ShouldBe(403);
        (await PostAsync(client, null, antiforgery)).ShouldBe(403);
        (await PostAsync(client, "http://elsewhere.example", antiforgery)).ShouldBe(403);
        (await PostAsync(client, origin, new string('0', antiforgery.Length))).ShouldBe(403);
        (await PostAsync(client, origin, antiforgery)).ShouldBe(201);
        await yard.Client.Providers.DeleteAsync("by-cookie", cancellationToken: Patience.Token);
    }

    [Fact]
    public async Task A_session_does_not_begin_another()
    {
        using var client = Switchyard.Admin.Client.SwitchyardClient.Connect(yard.Address, yard.SessionOf("admin"));
        var refused = await Should.ThrowAsync<Switchyard.Admin.Client.Problems.SwitchyardApiException>(() => client.Operators.BeginSessionAsync(Patience.Token));
        (refused.Status, refused.Code).ShouldBe((409, "session"));
    }

    [Fact]
    public async Task A_circuit_opens_for_a_page_of_this_origin_and_somebody_who_is_signed_in()
    {
        var origin = yard.Address.GetLeftPart(UriPartial.Authority);
        var session = yard.SessionOf("viewer");
        (await OpenAsync("http://elsewhere.example", session)).ShouldBe(HttpStatusCode.Forbidden);
        (await OpenAsync(null, session)).ShouldBe(HttpStatusCode.Forbidden);
        (await OpenAsync(origin, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await OpenAsync(origin, session)).ShouldBe(HttpStatusCode.SwitchingProtocols);
    }

    private async Task<HttpStatusCode> OpenAsync(string? origin, string? session)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        if (session is not null)
        {
            socket.Options.SetRequestHeader("Cookie", $"switchyard-session={session}");
        }

        try
        {
            await socket.ConnectAsync(new Uri($"ws://{yard.Address.Authority}/_blazor"), Patience.Token);
        }
        catch (WebSocketException)
        {
            // The status says it.
        }

        return socket.HttpStatusCode;
    }

    private static async Task<int> PostAsync(HttpClient client, string? origin, string? antiforgery)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/providers")
        {
            Content = new StringContent("""{"name":"by-cookie","type":"openai","baseUrl":"http://127.0.0.1:9/"}""", Encoding.UTF8, "application/json"),
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (antiforgery is not null)
        {
            request.Headers.Add("X-Switchyard-Antiforgery", antiforgery);
        }

        using var answer = await client.SendAsync(request, Patience.Token);
        return (int)answer.StatusCode;
    }

    private HttpClient Client(string? session)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = yard.Address };
        if (session is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", $"switchyard-session={session}");
        }

        return client;
    }
}
