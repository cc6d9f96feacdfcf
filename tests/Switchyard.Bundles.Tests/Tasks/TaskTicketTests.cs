using System.Buffers.Text;
using Switchyard.Bundles.Tasks;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Time;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>What ids of tasks say, and to whom.</summary>
[Trait("criterion", "BND-44")]
public sealed class TaskTicketTests
{
    private static readonly TaskOwner Owner = new("team", Guid.CreateVersion7(), Guid.CreateVersion7());
    private readonly FakeTime _time = new();
    private readonly SecretKeyRing _keys = SecretKeyRing.Create();
    private readonly NodeIdentity _node = new(Guid.CreateVersion7(), "a");

    [Fact]
    public void Any_node_of_the_system_reads_what_another_wrote()
    {
        var (id, ticket) = Tickets().Create(Owner, TimeSpan.FromMinutes(7));
        new TaskTickets(new SecretSealer(_keys), new NodeIdentity(Guid.CreateVersion7(), "b"), _time).TryRead(id, Owner, out var read).ShouldBeTrue();
        read.ShouldBe(ticket);
        (read!.Node, read.CreatedAt, read.Ttl).ShouldBe((_node.Id, _time.GetUtcNow(), TimeSpan.FromMinutes(7)));
        Tickets().Create(Owner, TimeSpan.FromMinutes(7)).Id.ShouldNotBe(id);
        id.ShouldAllBe(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' || letter == '_', "it goes into headers");
    }

    [Fact]
    public void To_anybody_else_there_is_none()
    {
        var (id, _) = Tickets().Create(Owner, TimeSpan.FromHours(1));
        TaskOwner[] others = [Owner with { Workspace = "other" }, Owner with { Workspace = "" }, Owner with { UserId = Guid.CreateVersion7() }, Owner with { AccessKeyId = Guid.CreateVersion7() }];
        others.Count(other => Tickets().TryRead(id, other, out _)).ShouldBe(0);
        new TaskTickets(new SecretSealer(SecretKeyRing.Create()), _node, _time).TryRead(id, Owner, out _).ShouldBeFalse("another system");
    }

    [Fact]
    public void No_byte_of_it_can_be_another()
    {
        var (id, _) = Tickets().Create(Owner, TimeSpan.FromHours(1));
        var bytes = Base64Url.DecodeFromChars(id);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            Tickets().TryRead(Base64Url.EncodeToString(bytes), Owner, out _).ShouldBeFalse($"byte {at}");
            bytes[at] ^= 1;
        }

        foreach (var none in (string?[])[null, "", "x", "%", id[1..], id + "A", new string('A', 10_000)])
        {
            Tickets().TryRead(none, Owner, out _).ShouldBeFalse();
        }
    }

    private TaskTickets Tickets() => new(new SecretSealer(_keys), _node, _time);
}
