using System.Globalization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;

namespace Switchyard.Admin.Tails;

/// <summary>The part of a tail that is asked for.</summary>
/// <param name="List">The tail's name, which its cursors carry.</param>
/// <param name="After">Where the reader stands; null: at the beginning, or at the end if <paramref name="FromNow"/>.</param>
/// <param name="FromNow">Whether the reader wants nothing that is there already.</param>
/// <param name="Limit">Most rows, 1 to 1000.</param>
/// <param name="Wait">How long to wait for the first row.</param>
internal sealed record TailRequest(string List, TailPlace? After, bool FromNow, int Limit, TimeSpan Wait)
{
    private const string Now = "now";

    /// <summary>Reads <c>after</c>, <c>limit</c> and <c>wait</c>.</summary>
    public static TailRequest Read(RequestQuery query, string list)
    {
        var limit = query.Integer("limit", Cursor.DefaultLimit, 1, Cursor.MaxLimit);
        var wait = query.Duration("wait", LongPoll.Longest) ?? TimeSpan.Zero;
        var after = query.Text("after");
        TailPlace? place = null;
        if (after is not (null or Now))
        {
            place = Parse(after, list);
            if (place is null)
            {
                query.Fault("after", $"This is no cursor of this list; use 'next' of a former answer, or '{Now}'.");
            }
        }

        return new TailRequest(list, place, after == Now, limit, wait);
    }

    /// <summary>The cursor of a place, in a form clients pass back unread.</summary>
    public string CursorOf(TailPlace place) => Cursor.Encode(List, place.Epoch.ToString("N"), place.Position.ToString(CultureInfo.InvariantCulture), place.Id.ToString("N"));

    /// <summary>Refuses a place of another epoch or behind <paramref name="end"/> (410): the database was restored or has lost its end, and from there nobody can tell what was missed.</summary>
    public void Check(Guid epoch, long end)
    {
        if (After is { } place && (place.Epoch != epoch || place.Position >= end))
        {
            throw new ProblemException(Problem.CursorGone());
        }
    }

    private static TailPlace? Parse(string cursor, string list) =>
        Cursor.TryDecode(cursor, list, 3, out var keys)
        && Guid.TryParseExact(keys[0], "N", out var epoch)
        && long.TryParse(keys[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position)
        && Guid.TryParseExact(keys[2], "N", out var id)
            ? new TailPlace(epoch, position, id)
            : null;
}
