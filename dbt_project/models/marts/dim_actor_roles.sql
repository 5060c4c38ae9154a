with

roles as (

    select * from {{ ref('stg_lexicon__actor_roles') }}

),

final as (

    select
        actor_id,
        code,
        office_en,
        office_ar,
        valid_from,
        valid_to,
        provenance,
    from roles

)

select * from final
