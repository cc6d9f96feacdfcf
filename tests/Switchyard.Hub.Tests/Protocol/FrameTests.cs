using System.Text;
using System.Text.Json;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.Tests.Rig;

namespace Switchyard.Hub.Tests.Protocol;

public sealed class FrameTests
{
    public static TheoryData<int> Samples => [.. Enumerable.Range(0, FrameSamples.All.Count)];

    [Fact]
    public void There_is_a_sample_of_every_kind() => FrameSamples.All.Select(FrameTypes.NameOf).Distinct().ShouldBe(FrameTypes.Names, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_frame_is_read_as_it_was_written(int sample)
    {
        var frame = FrameSamples.All[sample];
        var written = FrameWriter.ToBytes(frame);

        var read = FrameReader.Read(written);

        read.GetType().ShouldBe(frame.GetType());
        FrameWriter.ToBytes(read).ShouldBe(written);
        JsonSerializer.Serialize<object>(read).ShouldBe(JsonSerializer.Serialize<object>(frame));
    }

    /// <summary>A state's hash is a hash of these bytes, so not one may be another on the far side.</summary>
    [Theory]
    [InlineData("""{"a":1.50,"b":"\u00e4\/","a":2, "c":[ ]}""")]
    [InlineData("{ }")]
    public void Values_travel_byte_by_byte(string value)
    {
        var frame = new BookmarkFrame { Seq = 1, Revision = 1, Objects = [new FrameObject("k", "i", Encoding.UTF8.GetBytes(value), null)] };

        var read = (BookmarkFrame)FrameReader.Read(FrameWriter.ToBytes(frame));

        Encoding.UTF8.GetString(read.Objects[0].Value!.Value.Span).ShouldBe(value);
    }

    [Theory]
    [Trait("criterion", "HUB-65")]
    [InlineData("""{"type":"teleport","to":5}""")]
    [InlineData("""{"type":"HELLO"}""")]
    public void An_unknown_kind_is_said_and_is_no_fault(string json) => Read(json).ShouldBeOfType<UnknownFrame>().Type.ShouldBe(JsonDocument.Parse(json).RootElement.GetProperty("type").GetString());

    [Fact]
    public void Members_of_a_later_version_are_left_alone() =>
        Read("""{"later":{"type":"x"},"type":"ack","seq":3,"stateHash":null,"more":[1]}""").ShouldBe(new AckFrame(3, null));

    [Theory]
    [Trait("criterion", "HUB-65")]
    [InlineData("", "Not a frame")]
    [InlineData("sw:secret:x", "Not a frame: no JSON, or nested too deep, at line 1, byte 1.")]
    [InlineData("[]", "objects")]
    [InlineData("3", "objects")]
    [InlineData("{", "Not a frame")]
    [InlineData("""{"type":"ping"} x""", "Not a frame")]
    [InlineData("{}", "type")]
    [InlineData("""{"type":7}""", "type")]
    [InlineData("""{"type":"\ud800"}""", "type")]
    [InlineData("""{"type":"ack"}""", "seq")]
    [InlineData("""{"type":"ack","seq":-1}""", "seq")]
    [InlineData("""{"type":"ack","seq":1.5}""", "seq")]
    [InlineData("""{"type":"ack","seq":99999999999999999999}""", "seq")]
    [InlineData("""{"type":"ack","seq":"1"}""", "seq")]
    [InlineData("""{"type":"ack","seq":1,"stateHash":5}""", "stateHash")]
    [InlineData("""{"type":"nack","seq":1}""", "keeping")]
    [InlineData("""{"type":"hello"}""", "bootId")]
    [InlineData("""{"type":"hello","bootId":" "}""", "bootId")]
    [InlineData("""{"type":"hello","bootId":"b","instanceId":"a\u0000b"}""", "instanceId")]
    [InlineData("""{"type":"hello","bootId":"b","lastSeq":"x"}""", "lastSeq")]
    [InlineData("""{"type":"report"}""", "facts")]
    [InlineData("""{"type":"report","facts":[]}""", "facts")]
    [InlineData("""{"type":"goaway","reason":"age","after":"soon"}""", "after")]
    [InlineData("""{"type":"bookmark","seq":1,"revision":1}""", "data")]
    [InlineData("""{"type":"bookmark","seq":1,"revision":1,"data":{}}""", "objects")]
    [InlineData("""{"type":"bookmark","seq":1,"revision":1,"data":{"objects":[5]}}""", "objects")]
    [InlineData("""{"type":"bookmark","seq":1,"revision":1,"data":{"objects":[{"kind":"k","id":"i"}]}}""", "value")]
    [InlineData("""{"type":"bookmark","seq":1,"revision":1,"data":{"objects":[{"kind":"k","id":"i","value":{},"removed":1}]}}""", "removed")]
    public void What_is_malformed_is_refused_with_its_name(string json, string said) => Should.Throw<FrameException>(() => Read(json)).Message.ShouldContain(said);

    [Fact]
    [Trait("criterion", "HUB-8")]
    public void White_space_around_an_id_does_not_count()
    {
        var hello = (HelloFrame)Read("""{"type":"hello","gatewayId":" edge ","instanceId":" i ","bootId":"\tb "}""");

        (hello.GatewayId, hello.InstanceId, hello.BootId).ShouldBe(("edge", "i", "b"));
        ((HelloFrame)Read("""{"type":"hello","bootId":"b","instanceId":" "}""")).InstanceId.ShouldBe("b");
    }

    [Theory]
    [InlineData("not-a-guid")]
    [InlineData("{01900000-0000-7000-8000-0000000000aa}")]
    public void An_epoch_that_is_none_is_another_one_and_no_fault(string epoch) =>
        ((HelloFrame)Read($$"""{"type":"hello","bootId":"b","epoch":"{{epoch}}"}""")).Epoch.ShouldBe(Guid.Empty);

    /// <summary>It goes into a database and into answers: cut between the halves of a character or with a zero in it, neither would take it.</summary>
    [Fact]
    public void An_error_is_cut_to_whole_characters_and_holds_no_zero()
    {
        var text = new string('x', 1999) + "🚂 and more";
        var nack = (NackFrame)FrameReader.Read(FrameWriter.ToBytes(new NackFrame(1, text, 0)));

        nack.Error.ShouldBe(new string('x', 1999));
        ((NackFrame)Read("""{"type":"nack","seq":1,"error":"a\u0000b","keeping":0}""")).Error.ShouldBe("a\ufffdb");
        ((NackFrame)Read("""{"type":"nack","seq":1,"keeping":0}""")).Error.ShouldNotBeEmpty();
        ((NackFrame)Read("""{"type":"nack","seq":1,"error":"","keeping":0}""")).Error.ShouldNotBeEmpty();
    }

    [Fact]
    public void An_error_with_half_a_character_can_be_written()
    {
        var written = FrameWriter.ToBytes(new NackFrame(1, "half \ud83d of a train", 0));

        ((NackFrame)FrameReader.Read(written)).Error.ShouldBe("half \ufffd of a train");
    }

    private static Frame Read(string json) => FrameReader.Read(Encoding.UTF8.GetBytes(json));
}
