using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Bridges.Bedrock.Credentials;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock.Credentials;

/// <summary>Profiles of the shared files that assume roles, against a token service on this machine that checks each signature.</summary>
public sealed class AssumedRoleTests : IAsyncLifetime
{
    private readonly List<(string KeyId, IReadOnlyDictionary<string, string> Fields)> _asked = [];
    private readonly Dictionary<string, string> _secrets = new() { ["AKIABASE"] = "base-secret", ["ASIAmiddle"] = "middle-secret" };
    private readonly FakeTime _time = new();
    private WebApplication _sts = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _sts = builder.Build();
        _sts.Run(AnswerAsync);
        await _sts.StartAsync();
    }

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task A_role_is_assumed_with_the_keys_of_the_source_profile()
    {
        var found = await ResolveAsync(
            config: "[default]\nrole_arn = arn:aws:iam::1:role/final\nsource_profile = base\nexternal_id = ext\nduration_seconds = 900\nrole_session_name = me\nregion = eu-west-1\n",
            credentials: "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n");
        (found.AccessKeyId, found.SecretAccessKey.Reveal(), found.SessionToken!.Reveal()).ShouldBe(("ASIAfinal", "final-secret", "final-token"));
        found.Expires.ShouldBe(FakeTime.Start.AddHours(1));
        var (keyId, fields) = _asked.ShouldHaveSingleItem();
        keyId.ShouldBe("AKIABASE");
        fields.ShouldBe(
            new Dictionary<string, string>
            {
                ["Action"] = "AssumeRole", ["Version"] = "2011-06-15", ["RoleArn"] = "arn:aws:iam::1:role/final", ["RoleSessionName"] = "me", ["ExternalId"] = "ext", ["DurationSeconds"] = "900",
            },
            ignoreOrder: true);
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task Roles_may_lead_to_roles_and_the_token_of_one_signs_for_the_next()
    {
        var found = await ResolveAsync(
            config: """
                [profile last]
                role_arn = arn:aws:iam::1:role/final
                source_profile = middle
                [profile middle]
                role_arn = arn:aws:iam::1:role/middle
                source_profile = base
                """,
            credentials: "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n",
            profile: "last");
        found.AccessKeyId.ShouldBe("ASIAfinal");
        _asked.Select(static call => (call.KeyId, call.Fields["RoleArn"])).ShouldBe([("AKIABASE", "arn:aws:iam::1:role/middle"), ("ASIAmiddle", "arn:aws:iam::1:role/final")]);
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task A_profile_may_be_its_own_source_and_stand_in_the_credentials_file_alone()
    {
        var found = await ResolveAsync(
            config: null, credentials: "[default]\nrole_arn = arn:aws:iam::1:role/final\nsource_profile = default\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n");
        found.AccessKeyId.ShouldBe("ASIAfinal");
    }

    [Theory]
    [InlineData("[default]\nrole_arn = r\nsource_profile = nobody", "does not exist")]
    [InlineData("[default]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata", "needs source_profile")]
    [InlineData("[default]\nrole_arn = r\nsource_profile = base\nmfa_serial = arn:x", "type a code")]
    [InlineData("[default]\nrole_arn = r\nsource_profile = a\n[profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = a", "circle")]
    [InlineData("[default]\nrole_arn = r\nsource_profile = empty\n[profile empty]\nregion = x", "has no keys")]
    [InlineData("[default]\nrole_arn = arn:aws:iam::1:role/refused\nsource_profile = base", "it answered 403")]
    [InlineData("[default]\nrole_arn = arn:aws:iam::1:role/final\nsource_profile = wrong", "it answered 403")]
    [Trait("criterion", "PRV-99")]
    public async Task What_can_not_be_assumed_says_why_and_shows_no_key(string config, string reason)
    {
        var fault = await Should.ThrowAsync<AwsCredentialException>(() => ResolveAsync(
            config, "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n[wrong]\naws_access_key_id = AKIABASE\naws_secret_access_key = wrong-secret\n"));
        fault.Message.ShouldContain("shared credentials file: ");
        fault.Message.ShouldContain(reason);
        fault.ToString().ShouldNotContain("base-secret");
    }

    private async Task<AwsCredentials> ResolveAsync(string? config, string? credentials, string? profile = null)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var variables = new Dictionary<string, string?>
        {
            ["HOME"] = "/users/u", ["AWS_PROFILE"] = profile, ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_ENDPOINT_URL_STS"] = _sts.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First(),
        };
        var files = new Dictionary<string, string?> { ["/users/u/.aws/config"] = config, ["/users/u/.aws/credentials"] = credentials };
        var platform = new AwsPlatform(name => variables.GetValueOrDefault(name), path => files.GetValueOrDefault(path), http);
        return await new AwsDefaultChain([new SharedFileCredentials(platform, _time)]).GetAsync(TestContext.Current.CancellationToken);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var fields = QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body.ToArray())).ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString());
        var authorization = context.Request.Headers.Authorization.ToString();
        var (keyId, region) = (Between(authorization, "Credential=", "/"), authorization.Split('/')[2]);
        var role = fields["RoleArn"].Split('/')[^1];
        if (authorization != Expected(context, keyId, region, body.ToArray()) || role == "refused" || (keyId == "ASIAmiddle" && context.Request.Headers["X-Amz-Security-Token"] != "middle-token"))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        _asked.Add((keyId, fields));
        await context.Response.WriteAsync($"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA{role}</AccessKeyId><SecretAccessKey>{role}-secret</SecretAccessKey>
            <SessionToken>{role}-token</SessionToken><Expiration>2026-01-01T01:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
            """);
    }

    private string Expected(HttpContext context, string keyId, string region, byte[] body)
    {
        var request = context.Request;
        var names = Between(request.Headers.Authorization.ToString(), "SignedHeaders=", ",").Split(';');
        names.ShouldContain("host");
        names.ShouldContain("x-amz-date");
        var headers = names.Select(name => KeyValuePair.Create(name, request.Headers[name].ToString()));
        var credentials = new AwsCredentials(keyId, new Secret(_secrets[keyId]), null, null);
        return new AwsSigner(region, "sts").Sign(request.Method, request.Path.Value!, request.QueryString.Value ?? "", headers, body, credentials, request.Headers["X-Amz-Date"].ToString());
    }

    private static string Between(string text, string start, string end) => text.Split(start)[1].Split(end)[0];
}
