-- Whoever ends many interceptions at once gives them one position himself, the one after the last: the trigger would write each row twice, and its entry in the index.

drop trigger interceptions_tail_inserted;

create trigger interceptions_tail_inserted after insert on interceptions when new.status <> 'running' and new.tail_position = 0
begin
    update usage_tail set last = last + 1;
    update interceptions set tail_position = (select last from usage_tail) where id = new.id;
end;
