using Switchyard.Simulator.Dialects.Bedrock;
using Switchyard.Simulator.Journal;

namespace Switchyard.Simulator.Tests.Bedrock;

public sealed class AwsSignatureCheckTests
{
    private static readonly Dictionary<string, string> Secrets = new() { ["AKIDEXAMPLE"] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

    // Cases get-vanilla, post-vanilla and get-vanilla-query-order-key-case of the published AWS Signature Version 4 test suite.
    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void Published_signatures_are_accepted_and_others_refused(string method, string target, string signature)
    {
        AwsSignatureCheck.Refuse(Request(method, target, signature), Secrets).ShouldBeNull();
        AwsSignatureCheck.Refuse(Request(method, target, signature[..^1] + (signature[^1] == '0' ? '1' : '0')), Secrets).ShouldNotBeNull().StatusCode.ShouldBe(403);
        AwsSignatureCheck.Refuse(Request(method, target + "x", signature), Secrets).ShouldNotBeNull();
    }

    [Fact]
    public void An_unknown_access_key_and_a_missing_header_are_refused()
    {
        var request = Request("GET", "/", new string('0', 64));

        AwsSignatureCheck.Refuse(request, new Dictionary<string, string> { ["other"] = "x" }).ShouldNotBeNull().Message.ShouldContain("security token");
        AwsSignatureCheck.Refuse(request, new Dictionary<string, string>()).ShouldBeNull();
    }

    [Fact]
    public void The_parts_of_the_header_are_read()
    {
        var authorization = AwsAuthorization.TryParse(Request("GET", "/", new string('a', 64)).Header("Authorization")).ShouldNotBeNull();

        authorization.AccessKeyId.ShouldBe("AKIDEXAMPLE");
        authorization.Region.ShouldBe("us-east-1");
        authorization.Service.ShouldBe("service");
        authorization.SignedHeaders.ShouldBe(["host", "x-amz-date"]);
        AwsAuthorization.TryParse("Bearer x").ShouldBeNull();
    }

    private static ReceivedRequest Request(string method, string target, string signature) => new()
    {
        Ordinal = 1,
        Method = method,
        Path = "/",
        RawTarget = target,
        Headers =
        [
            new("Host", "example.amazonaws.com"),
            new("X-Amz-Date", "20150830T123600Z"),
            new("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + signature),
        ],
        Body = ReadOnlyMemory<byte>.Empty,
        ConnectionId = "c",
        Key = "AKIDEXAMPLE",
    };
}
