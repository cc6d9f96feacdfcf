using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Model.Tools;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>What models are told of results, and what servers are spared.</summary>
public sealed class ResultTests
{
    private static readonly ToolSettings Small = ToolSettings.Default with { MaxResultBytes = 1024, MaxImageBytes = 6 };

    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""", "a\nb")]
    [InlineData("""{"content":[{"type":"resource","resource":{"uri":"file:///a","mimeType":"text/plain","text":"embedded"}}]}""", "embedded")]
    [InlineData("""{"content":[{"type":"resource","resource":{"uri":"file:///a.bin","mimeType":"application/pdf","blob":"AAAA"}}]}""", "[resource application/pdf file:///a.bin]")]
    [InlineData("""{"content":[{"type":"resource_link","uri":"file:///b","name":"b"}]}""", "[link unknown type file:///b]")]
    [InlineData("""{"content":[{"type":"audio","mimeType":"audio/wav","data":"AAAA"}]}""", "[audio audio/wav, 3 bytes]")]
    [InlineData("""{"content":[{"type":"image","mimeType":"image/png","data":"AAAA"},{"type":"text","text":"x"}]}""", "[image image/png, 3 bytes]\nx")]
    [InlineData("""{"content":[]}""", "(The tool returned nothing.)")]
    [InlineData("""{}""", "(The tool returned nothing.)")]
    [InlineData("""{"content":[],"structuredContent":{"a":[1]}}""", "{\"a\":[1]}")]
    [InlineData("""{"content":[{"type":"text","text":"t"}],"structuredContent":{"a":1}}""", "t")]
    [InlineData("""{"content":[{"type":"unheard_of","x":1}]}""", "[unheard_of]")]
    [InlineData("""{"content":[{"type":"text","text":"sch\u00f6n\n\"q\" \ud83d\ude00"}]}""", "schön\n\"q\" 😀")]
    [Trait("criterion", "TOL-61")]
    [Trait("criterion", "TOL-62")]
    public void Content_becomes_text_in_its_order(string result, string text)
    {
        var answer = ResultReader.Read(Encoding.UTF8.GetBytes(result), ToolSettings.Default, takesImages: false);
        answer.IsError.ShouldBeFalse();
        OpenAI(answer).ShouldBe(text);
    }

    [Fact]
    [Trait("criterion", "TOL-62")]
    public void Images_are_blocks_where_there_are_blocks_until_they_are_too_many()
    {
        var answer = ResultReader.Read("""{"content":[{"type":"image","mimeType":"image/png","data":"AAAA"},{"type":"text","text":"t"},{"type":"image","mimeType":"image/png","data":"BBBBBBBB"}]}"""u8.ToArray(), Small, takesImages: true);
        Blocks(answer).ToJsonString().ShouldBe(
            """[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"text","text":"t"},{"type":"text","text":"[image image/png, 6 bytes]"}]""");
    }

    [Fact]
    [Trait("criterion", "TOL-63")]
    public void A_long_result_is_cut_between_characters_and_says_how_long_it_was()
    {
        var text = new string('a', 1023) + "€" + new string('b', 5000);
        var answer = ResultReader.Read(Encoding.UTF8.GetBytes($$$"""{"content":[{"type":"text","text":"{{{text}}}"},{"type":"text","text":"more"}]}"""), Small, takesImages: false);
        OpenAI(answer).ShouldBe(new string('a', 1023) + "\n[Cut off here: the whole text has 6030 bytes.]");
    }

    [Fact]
    [Trait("criterion", "TOL-60")]
    public void An_error_is_marked_in_every_format()
    {
        var answer = ResultReader.Read("""{"content":[{"type":"text","text":"no \"such\" file"}],"isError":true}"""u8.ToArray(), Small, takesImages: false);
        answer.IsError.ShouldBeTrue();
        JsonNode.Parse(OpenAI(answer))!.ToJsonString().ShouldBe(JsonNode.Parse("""{"error":true,"message":"no \"such\" file"}""")!.ToJsonString());
        ResultReader.Read("[1"u8.ToArray(), Small, takesImages: false).IsError.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"n":1}""", null)]
    [InlineData("""{"n":1.0,"s":"x"}""", null)]
    [InlineData("""{"n":-3e2,"list":[],"any":{}}""", null)]
    [InlineData("""{"n":1.5}""", "The argument 'n' must be of type integer.")]
    [InlineData("""{"n":"1"}""", "The argument 'n' must be of type integer.")]
    [InlineData("""{"n":1,"s":2}""", "The argument 's' must be of type string or null.")]
    [InlineData("""{"n":1,"s":null}""", null)]
    [InlineData("""{"n":1,"other":1}""", "There is no argument 'other'.")]
    [InlineData("{}", "The argument 'n' is missing.")]
    [InlineData("", "The argument 'n' is missing.")]
    [InlineData("[]", "The arguments are not a JSON object.")]
    [InlineData("""{"n":1""", "The arguments are not valid JSON.")]
    [InlineData("""{"n":1} x""", "The arguments are not valid JSON.")]
    [Trait("criterion", "TOL-45")]
    public void Arguments_are_checked_at_the_top_level(string arguments, string? fault)
    {
        var tool = ScriptedTools.Tool("a", "b", """{"type":"object","required":["n"],"additionalProperties":false,"properties":{"n":{"type":"integer"},"s":{"type":["string","null"]},"list":{"type":"array"},"any":{}}}""");
        ToolArguments.Fault(tool, Encoding.UTF8.GetBytes(arguments)).ShouldBe(fault);
    }

    private static string OpenAI(ToolAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        answer.WriteText(output);
        return JsonNode.Parse(output.WrittenSpan)!.GetValue<string>();
    }

    private static JsonNode Blocks(ToolAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        answer.WriteBlocks(output);
        return JsonNode.Parse(output.WrittenSpan)!;
    }
}
