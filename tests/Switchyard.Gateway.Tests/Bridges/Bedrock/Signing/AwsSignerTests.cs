using System.Text;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock.Signing;

/// <summary>Vectors of the published Signature Version 4 test suite and of AWS's own documentation.</summary>
public sealed class AwsSignerTests
{
    private const string Date = "20150830T123600Z";
    private static readonly AwsCredentials Example = new("AKIDEXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), null, null);

    [Theory]
    [InlineData("get-vanilla", "GET", "/", "", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("post-vanilla", "POST", "/", "", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("get-vanilla-query-order-key-case", "GET", "/", "?Param2=value2&Param1=value1", "", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("get-unreserved", "GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "", "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f")]
    [InlineData("get-utf8", "GET", "/ሴ", "", "", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData("get-header-key-duplicate", "GET", "/", "", "My-Header1:value2|My-Header1:value2|My-Header1:value1", "", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea")]
    [InlineData("get-header-value-trim", "GET", "/", "", "My-Header1: value1|My-Header2: \"a   b   c\"", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")]
    [InlineData("post-x-www-form-urlencoded", "POST", "/", "", "Content-Type:application/x-www-form-urlencoded", "Param1=value1", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")]
    [Trait("criterion", "PRV-97")]
    public void The_suites_signatures_come_out(string name, string method, string path, string query, string headers, string body, string signature)
    {
        var all = headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(header => header.Split(':', 2))
            .Select(parts => KeyValuePair.Create(parts[0], parts[1]))
            .Append(KeyValuePair.Create("Host", "example.amazonaws.com"))
            .Append(KeyValuePair.Create("X-Amz-Date", Date));

        var authorization = new AwsSigner("us-east-1", "service").Sign(method, path, query, all, Encoding.UTF8.GetBytes(body), Example, Date);

        authorization.ShouldStartWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=", customMessage: name);
        authorization.ShouldEndWith($"Signature={signature}", customMessage: name);
    }

    [Fact]
    [Trait("criterion", "PRV-97")]
    public void The_documented_signing_key_and_request_come_out()
    {
        var signer = new AwsSigner("us-east-1", "iam");

        Convert.ToHexStringLower(signer.Key("20150830", Example)).ShouldBe("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
        signer.Sign(
                "GET",
                "/",
                "?Action=ListUsers&Version=2010-05-08",
                [KeyValuePair.Create("content-type", "application/x-www-form-urlencoded; charset=utf-8"), KeyValuePair.Create("host", "iam.amazonaws.com"), KeyValuePair.Create("x-amz-date", Date)],
                [],
                Example,
                Date)
            .ShouldBe("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    [Fact]
    [Trait("criterion", "PRV-100")]
    public void A_renewed_credential_or_another_day_gets_a_key_of_its_own()
    {
        var signer = new AwsSigner("us-east-1", "iam");
        var first = signer.Key("20150830", Example);

        signer.Key("20150831", Example).ShouldNotBe(first);
        signer.Key("20150830", Example with { SecretAccessKey = new Secret("other") }).ShouldNotBe(first);
        signer.Key("20150830", Example).ShouldBe(first);
    }
}
