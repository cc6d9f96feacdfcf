namespace Switchyard.Simulator.Tests.OpenAI;

public sealed class OtherEndpointsTests : SimulatorFixture
{
    [Fact]
    public async Task Models_are_listed_in_the_dialect_of_the_caller()
    {
        var openAI = JsonDocument.Parse(await Client.GetStringAsync(new Uri("/v1/models", UriKind.Relative), Ending)).RootElement;
        openAI.GetProperty("object").GetString().ShouldBe("list");
        openAI.GetProperty("data")[0].GetProperty("object").GetString().ShouldBe("model");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("anthropic-version", "2026-10-21");
        using var response = await Client.SendAsync(request, Ending);
        var anthropic = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ending)).RootElement;
        anthropic.GetProperty("data")[0].GetProperty("type").GetString().ShouldBe("model");
        anthropic.GetProperty("has_more").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("/v1/models/gpt-sim", HttpStatusCode.OK)]
    [InlineData("/v1/models/nobody", HttpStatusCode.NotFound)]
    [InlineData("/openai/v1/models/gpt-sim", HttpStatusCode.OK)]
    [InlineData("/v1/v1/models", HttpStatusCode.NotFound)]
    [InlineData("/", HttpStatusCode.NotFound)]
    public async Task Paths_are_found_below_one_prefix_and_never_with_a_doubled_version(string path, HttpStatusCode status)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), Ending);

        response.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Embeddings_answer_one_vector_for_each_input()
    {
        var answer = await JsonAsync("/v1/embeddings", """{"model":"sim","input":["a","b"],"dimensions":3}""");

        answer.GetProperty("data").GetArrayLength().ShouldBe(2);
        answer.GetProperty("data")[1].GetProperty("embedding").GetArrayLength().ShouldBe(3);
        var encoded = await JsonAsync("/v1/embeddings", """{"model":"sim","input":"b","dimensions":3,"encoding_format":"base64"}""");
        var floats = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(encoded.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64()).ToArray();
        floats.ShouldBe(answer.GetProperty("data")[1].GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle()));
    }
}
