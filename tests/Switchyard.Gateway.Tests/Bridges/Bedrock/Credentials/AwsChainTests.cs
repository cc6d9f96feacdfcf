using System.Net;
using Switchyard.Gateway.Bridges.Bedrock.Credentials;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock.Credentials;

public sealed class AwsChainTests
{
    private const string Document = """{"Code":"Success","AccessKeyId":"ASIA1","SecretAccessKey":"s3cret","Token":"t0ken","Expiration":"2026-01-01T06:00:00Z"}""";

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task Environment_variables_come_first()
    {
        var found = await Resolve(new() { ["AWS_ACCESS_KEY_ID"] = "AKIA1", ["AWS_SECRET_ACCESS_KEY"] = "s", ["AWS_SESSION_TOKEN"] = "t", ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/x" });

        (found.AccessKeyId, found.SecretAccessKey.Reveal(), found.SessionToken!.Reveal(), found.Expires).ShouldBe(("AKIA1", "s", "t", null));
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task A_web_identity_is_exchanged_at_STS()
    {
        var asked = "";
        var found = await Resolve(
            new() { ["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token", ["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/r", ["AWS_REGION"] = "eu-west-1" },
            new() { ["/token"] = "jwt\n" },
            request =>
            {
                asked = $"{request.Method} {request.RequestUri} {request.Content!.ReadAsStringAsync().GetAwaiter().GetResult()}";
                return """
                    <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>
                    <SessionToken>t</SessionToken><SecretAccessKey>s</SecretAccessKey><Expiration>2026-01-01T01:00:00Z</Expiration><AccessKeyId>ASIA2</AccessKeyId>
                    </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                    """;
            });

        (found.AccessKeyId, found.SecretAccessKey.Reveal(), found.SessionToken!.Reveal()).ShouldBe(("ASIA2", "s", "t"));
        found.Expires.ShouldBe(new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero));
        asked.ShouldStartWith("POST https://sts.eu-west-1.amazonaws.com/ Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=switchyard&WebIdentityToken=jwt");
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task The_shared_file_gives_the_profile_asked_for()
    {
        const string file = "# a comment\n[default]\naws_access_key_id = AKIA3\naws_secret_access_key=s3\n[work]\n aws_access_key_id=AKIA4\r\naws_secret_access_key = s=4\naws_session_token = t\n";
        var files = new Dictionary<string, string> { ["/users/u/.aws/credentials"] = file, ["/elsewhere"] = file };

        (await Resolve(new() { ["HOME"] = "/users/u" }, files)).AccessKeyId.ShouldBe("AKIA3");
        (await Resolve(new() { ["AWS_SHARED_CREDENTIALS_FILE"] = "/elsewhere", ["AWS_PROFILE"] = "work" }, files)).SecretAccessKey.Reveal().ShouldBe("s=4");
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task A_container_endpoint_is_asked_with_its_token()
    {
        var asked = "";
        var found = await Resolve(
            new() { ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.23/v1/credentials", ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/t" },
            new() { ["/t"] = "pod-token\n" },
            request =>
            {
                asked = $"{request.RequestUri} {request.Headers.GetValues("Authorization").Single()}";
                return Document;
            });

        asked.ShouldBe("http://169.254.170.23/v1/credentials pod-token");
        (found.AccessKeyId, found.SessionToken!.Reveal()).ShouldBe(("ASIA1", "t0ken"));
        found.Expires.ShouldBe(FakeTime.Start.AddHours(6));
        (await Resolve(new() { ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/x" }, answer: request => request.RequestUri!.ToString() == "http://169.254.170.2/v2/x" ? Document : null)).AccessKeyId.ShouldBe("ASIA1");
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task The_instance_is_asked_in_version_2()
    {
        List<string> asked = [];
        var found = await Resolve([], answer: request =>
        {
            asked.Add($"{request.Method} {request.RequestUri!.AbsolutePath} {string.Join(',', request.Headers.Select(header => header.Value.Single()))}");
            return asked.Count switch { 1 => "session", 2 => "my-role\n", _ => Document };
        });

        found.AccessKeyId.ShouldBe("ASIA1");
        asked.ShouldBe(["PUT /latest/api/token 21600", "GET /latest/meta-data/iam/security-credentials/ session", "GET /latest/meta-data/iam/security-credentials/my-role session"]);
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task When_nobody_has_one_all_reasons_are_told_and_no_content()
    {
        var fault = await Should.ThrowAsync<AwsCredentialException>(() => Resolve(
            new() { ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://evil.example/x", ["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/none", ["AWS_ROLE_ARN"] = "r" },
            answer: _ => """{"SecretAccessKey":"canary"}"""));

        fault.Message.ShouldContain("environment variables: not set up here");
        fault.Message.ShouldContain("web identity: the file that AWS_WEB_IDENTITY_TOKEN_FILE names does not exist");
        fault.Message.ShouldContain("container endpoint: AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor a local address");
        fault.Message.ShouldContain("instance metadata: it answered with no credential");
        fault.ToString().ShouldNotContain("canary");
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task A_place_that_fails_does_not_end_the_search()
    {
        var found = await Resolve(
            new() { ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/x" },
            answer: request => request.RequestUri!.Host == "169.254.170.2" ? null : request.Method == HttpMethod.Put ? "s" : request.RequestUri.AbsolutePath.EndsWith('/') ? "role" : Document);
        found.AccessKeyId.ShouldBe("ASIA1");
    }

    private static async Task<AwsCredentials> Resolve(Dictionary<string, string> variables, Dictionary<string, string>? files = null, Func<HttpRequestMessage, string?>? answer = null)
    {
        using var http = new HttpMessageInvoker(new Answering(answer ?? (_ => null)));
        var platform = new AwsPlatform(name => variables.GetValueOrDefault(name), path => files?.GetValueOrDefault(path), http);
        return await AwsDefaultChain.Of(platform, new FakeTime()).GetAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Answering(Func<HttpRequestMessage, string?> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request) is { } text ? new HttpResponseMessage { Content = new StringContent(text) } : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
