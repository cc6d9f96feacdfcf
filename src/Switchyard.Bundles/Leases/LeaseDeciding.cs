namespace Switchyard.Bundles.Leases;

/// <summary>
/// Decides what a node believes of the lease of an exclusive bundle. Pure, and without a clock.
/// </summary>
/// <remarks>
/// <para><b>Two clocks.</b> Whether a lease has run out is for the database to say. The holder counts from the moment <em>before</em> it asked, on its own monotonic clock, and ends earlier by a margin; so it
/// has ended before the database gives the lease to anybody else, whatever its wall clock says and however long the answer took.</para>
/// <para><b>A loss is final.</b> When its time has passed, a renewal that arrives afterwards revives nothing: the node asks anew and gets another generation, and what ran under the former one ends first.</para>
/// </remarks>
internal static class LeaseDeciding
{
    /// <summary>What to ask now.</summary>
    public static LeaseQuestion Ask(LeaseView view, TimeSpan now) => IsHeld(view, now) ? LeaseQuestion.Renew : LeaseQuestion.Take;

    /// <summary>Whether the node may run the bundle at this moment.</summary>
    public static bool IsHeld(LeaseView view, TimeSpan now) => view.Standing == LeaseStanding.Held && now < view.Until;

    /// <summary>What is believed when time has passed.</summary>
    public static LeaseView Pass(LeaseView view, TimeSpan now) => view.Standing == LeaseStanding.Held && now >= view.Until ? LeaseView.Unknown : view;

    /// <summary>What is believed after an answer.</summary>
    /// <param name="view">What was believed until it came.</param>
    /// <param name="asked">What was asked, and of which generation.</param>
    /// <param name="askedAt">When, before the question left.</param>
    /// <param name="answer">What the database said.</param>
    /// <param name="now">When the answer came.</param>
    /// <param name="me">This node.</param>
    /// <param name="terms">The terms that the database was given.</param>
    public static LeaseView Answer(LeaseView view, (LeaseQuestion Question, long Generation) asked, TimeSpan askedAt, LeaseAnswer answer, TimeSpan now, Guid me, LeaseTerms terms)
    {
        view = Pass(view, now);
        if (answer.Left <= TimeSpan.Zero)
        {
            return LeaseView.Unknown;
        }

        if (answer.Holder != me)
        {
            return new LeaseView(LeaseStanding.Elsewhere, answer.Holder, answer.Generation, now + answer.Left);
        }

        var isContinued = view.Standing == LeaseStanding.Held && view.Generation == answer.Generation;
        var isRenewal = asked.Question == LeaseQuestion.Renew;
        var until = askedAt + terms.Length - terms.Margin;
        if (isRenewal ? !isContinued || asked.Generation != answer.Generation : isContinued)
        {
            // A renewal of what was lost meanwhile; or the lease is another life's of this node.
            return isRenewal ? LeaseView.Unknown : view;
        }

        return until > now ? new LeaseView(LeaseStanding.Held, me, answer.Generation, until) : LeaseView.Unknown;
    }

    /// <summary>When to ask next after an answer to what was asked at <paramref name="askedAt"/>.</summary>
    public static TimeSpan NextAsk(LeaseView view, TimeSpan askedAt, TimeSpan now, LeaseTerms terms) => view.Standing switch
    {
        LeaseStanding.Held => askedAt + terms.Renew,
        LeaseStanding.Elsewhere => view.Until < askedAt + terms.Renew ? view.Until : askedAt + terms.Renew,
        _ => now + terms.Retry,
    };
}
